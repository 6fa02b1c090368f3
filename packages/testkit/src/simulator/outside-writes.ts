import type { Tx } from '@frontdesk/db/client';
import { declareBulkWrite, stageGrant, stageRevoke } from '@frontdesk/db/change-log';
import type { SimMember } from './sim-executor.ts';
import type { World } from './world.ts';

/** A text so long that a few such rows are more than one frame (rule 16). */
const LONG_TEXT = 'x'.repeat(60_000);

/** One transaction of a program beside the gateways. What fails is not tried again: whoever runs it has other things to do. */
function write(world: World, work: (tx: Tx) => Promise<void>, then?: () => void): Promise<void> {
  const db = world.postgres.as(world.outside);
  return db.asWorker(work).then(
    () => {
      world.publish();
      then?.();
    },
    () => undefined,
  );
}

const anItem = (world: World): string => world.chance.pick(world.items);

export function setSome(world: World): void {
  const items = [anItem(world), anItem(world)];
  const value = world.chance.below(1_000);
  void write(world, async (tx) => {
    await tx.$executeRaw`update sim_items set value = ${value} where id = any(${items}::uuid[])`;
    // The second image of a row in one transaction (rule 9).
    await tx.$executeRaw`update sim_items set title = ${`set ${value}`} where id = ${items[0]}::uuid`;
  });
}

export function moveOne(world: World): void {
  const id = anItem(world);
  const scope = world.chance.pick(world.workspace.inboxes);
  void write(world, async (tx) => {
    await tx.$executeRaw`update sim_items set scope_id = ${scope}::uuid where id = ${id}::uuid`;
  });
}

export function dropOne(world: World): void {
  const id = anItem(world);
  void write(world, async (tx) => {
    await tx.$executeRaw`delete from sim_items where id = ${id}::uuid`;
  });
}

export function makeOne(world: World): void {
  const id = world.ids.next();
  const scope = world.chance.pick(world.workspace.inboxes);
  world.items.push(id);
  void write(world, async (tx) => {
    await tx.$executeRaw`insert into sim_items (id, organization_id, scope_id, title)
      values (${id}::uuid, ${world.workspace.id}::uuid, ${scope}::uuid, 'from outside')`;
  });
}

/** A customer writes: the note is hot until somebody looks. */
export function receiveNote(world: World): void {
  const item = anItem(world);
  const id = world.ids.next();
  const hot = world.chance.flip(0.4);
  void write(world, async (tx) => {
    await tx.$executeRaw`with item as (
        update sim_items set last = last + 1 where id = ${item}::uuid returning id, organization_id, scope_id, last)
      insert into sim_notes (id, organization_id, scope_id, item, number, text, hot)
      select ${id}::uuid, organization_id, scope_id, id, last, 'from a customer', ${hot} from item`;
  });
}

/** Rows become cold, so that only who holds their window keeps them. */
export function coolNotes(world: World): void {
  const item = anItem(world);
  void write(world, async (tx) => {
    await tx.$executeRaw`update sim_notes set hot = false where item = ${item}::uuid and hot`;
  });
}

/** One transaction of more bytes than a frame holds. */
export function writeMuch(world: World): void {
  const item = anItem(world);
  const ids = Array.from({ length: 6 }, () => world.ids.next());
  void write(world, async (tx) => {
    await tx.$executeRaw`with item as (
        update sim_items set last = last + 6 where id = ${item}::uuid returning id, organization_id, scope_id, last)
      insert into sim_notes (id, organization_id, scope_id, item, number, text)
      select n.id, organization_id, scope_id, item.id, last - 6 + n.at, ${LONG_TEXT}
      from item, unnest(${ids}::uuid[]) with ordinality as n (id, at)`;
  });
}

/** More rows than the log takes: replicas are told to fetch them again. */
export function writeInBulk(world: World): void {
  const { id } = world.workspace;
  const value = world.chance.below(1_000);
  void write(world, async (tx) => {
    await declareBulkWrite(tx);
    await tx.$executeRaw`update sim_items set value = ${value} where organization_id = ${id}::uuid`;
  });
}

/** Somebody is given an inbox, or loses it. */
export function changeAccess(world: World): void {
  const member = world.chance.pick(world.workspace.members);
  const inbox = world.chance.pick(world.workspace.inboxes);
  const isGrant = world.chance.flip(0.5);
  const grant = world.ids.next();
  const { workspaceId, membershipId, userId } = member;
  const scope = { workspaceId, membershipId, inboxId: inbox };
  void write(
    world,
    async (tx) => {
      await tx.$executeRaw`select from memberships where id = ${membershipId}::uuid for update`;
      const had = await tx.$executeRaw`delete from inbox_grants
        where membership_id = ${membershipId}::uuid and inbox_id = ${inbox}::uuid`;
      if (isGrant) {
        await tx.$executeRaw`insert into inbox_grants (id, organization_id, inbox_id, membership_id)
          values (${grant}::uuid, ${workspaceId}::uuid, ${inbox}::uuid, ${membershipId}::uuid)`;
      }
      if (isGrant && had === 0) await stageGrant(tx, scope);
      if (!isGrant && had > 0) await stageRevoke(tx, scope);
    },
    () => world.publishAccess(userId),
  );
}

/** The row that stands for a member changes: rights are read again. */
export function renameMember(world: World): void {
  const { membershipId } = world.chance.pick(world.workspace.members);
  const name = `Sim ${world.chance.below(100)}`;
  void write(world, async (tx) => {
    await tx.$executeRaw`update memberships set display_name = ${name} where id = ${membershipId}::uuid`;
  });
}

export function setActive(world: World, member: SimMember, isActive: boolean): void {
  const { membershipId, userId } = member;
  if (isActive) world.inactive.delete(userId);
  else world.inactive.add(userId);
  world.admissions += 1;
  void write(
    world,
    async (tx) => {
      await tx.$executeRaw`update memberships set active = ${isActive} where id = ${membershipId}::uuid`;
    },
    () => world.publishAccess(userId),
  ).finally(() => {
    world.admissions -= 1;
  });
}

/** What is to leave the house is claimed, handed to the vendor, and noted: three steps, and anything may happen between them. */
export function drainOutbox(world: World): void {
  const { id } = world.workspace;
  const db = world.postgres.as(world.outside);
  const run = async (): Promise<void> => {
    const claimed = await db.asWorker(
      (tx) => tx.$queryRaw<{ note: string; uid: string }[]>`
        update sim_outbox set state = 'SENDING' where organization_id = ${id}::uuid and state = 'QUEUED'
        returning note, uid`,
    );
    for (const { note, uid } of claimed) {
      world.witness.vendorDelivers(uid);
      await db.asWorker(async (tx) => {
        await tx.$executeRaw`update sim_outbox set state = 'SENT' where note = ${note}::uuid`;
        await tx.$executeRaw`update sim_notes set state = 'SENT' where id = ${note}::uuid`;
      });
      world.publish();
    }
  };
  run().catch(() => undefined);
}
