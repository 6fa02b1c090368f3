/** A long form is saved from its end: what is wrong further up comes into sight. */
export function showFirstComplaint(): void {
  requestAnimationFrame(() =>
    document.querySelector('main [role=alert]')?.scrollIntoView({ block: 'center' }),
  );
}
