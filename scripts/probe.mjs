// A container's health check: ends with 0 when the address answers, for images without curl.
const response = await fetch(process.argv[2], { redirect: 'manual' });
process.exit(response.status < 400 ? 0 : 1);
