// A container's health check, for images without curl: ends with 0 when the address answers well.
const status = await fetch(process.argv[2], { redirect: 'manual' }).then(
  (response) => response.status,
  () => 599,
);
process.exit(status < 400 ? 0 : 1);
