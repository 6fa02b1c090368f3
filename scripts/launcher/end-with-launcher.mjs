// Loaded before every service's own code: when the launcher is gone, however it went, its services end at once. What
// they were in the middle of is what any crash leaves, and is resumed from the database at the next start.
if (process.channel) process.once('disconnect', () => process.exit(1));
