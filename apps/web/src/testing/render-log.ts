/** What React drew, told by the hook that its developer tools use: it is there in every build of React. */
type Rendered = {
  readonly component: string;
  /** The row, message or panel that it stands in: `row:<id>`, `message:<id>`, or the name of the nearest panel. */
  readonly within: string;
};

type Fiber = {
  readonly type: unknown;
  readonly tag: number;
  readonly flags: number;
  readonly memoizedProps: Readonly<Record<string, unknown>> | null;
  readonly alternate: Fiber | null;
  readonly child: Fiber | null;
  readonly sibling: Fiber | null;
};

/** React's own numbers, of its source of version 19 (`ReactWorkTags`, `ReactFiberFlags`). */
const FUNCTION = 0;
const FORWARD_REF = 11;
const MEMO = 14;
const SIMPLE_MEMO = 15;
const PERFORMED_WORK = 1;
const COMPONENTS = new Set([FUNCTION, FORWARD_REF, MEMO, SIMPLE_MEMO]);

/** Components under whose name everything in them is told. */
const PANELS = new Set([
  'Rail',
  'ViewsNav',
  'ListHeader',
  'Rows',
  'ConversationHead',
  'Timeline',
  'CompanyLine',
  'Composer',
  'DetailsPanel',
  'BottomBar',
  'StateBanner',
]);

function nameOf(type: unknown): string {
  // A bundler numbers those of the same name.
  if (typeof type === 'function') return type.name.replace(/\$\d+$/, '');
  const { type: inner, render } = (type ?? {}) as { type?: unknown; render?: unknown };
  return inner === undefined && render === undefined ? '' : nameOf(inner ?? render);
}

function placeOf(component: string, { memoizedProps: props }: Fiber, around: string): string {
  if (component === 'RowFrame') return `row:${String(props?.['id'])}`;
  const { id } = (props?.['message'] ?? {}) as { readonly id?: string };
  if (component === 'MessageView') return `message:${id}`;
  return PANELS.has(component) ? component : around;
}

/** What this commit drew at or below a fiber: as the developer tools find it, by comparing it with the one before. */
function* drawn(fiber: Fiber, around: string): Generator<Rendered> {
  const before = fiber.alternate;
  const component = COMPONENTS.has(fiber.tag) ? nameOf(fiber.type) : '';
  const within = placeOf(component, fiber, around);
  if (component !== '' && (before === null || (fiber.flags & PERFORMED_WORK) !== 0))
    yield { component, within };
  if (before !== null && before.child === fiber.child) return;
  for (let child = fiber.child; child !== null; child = child.sibling) yield* drawn(child, within);
}

let rendered: Rendered[] = [];
let commits = 0;

// To stand before React's renderer is loaded, which looks for it once.
Object.assign(globalThis, {
  __REACT_DEVTOOLS_GLOBAL_HOOK__: {
    supportsFiber: true,
    inject: () => 1,
    onCommitFiberUnmount: () => undefined,
    onCommitFiberRoot: (_renderer: number, root: { readonly current: Fiber }) => {
      commits += 1;
      rendered.push(...drawn(root.current, 'screen'));
    },
  },
});

type Drawn = { readonly commits: number; readonly rendered: readonly Rendered[] };

/** What was drawn since this was asked last. */
function takeDrawn(): Drawn {
  const taken = { commits, rendered };
  commits = 0;
  rendered = [];
  return taken;
}

/** The same, once nothing was drawn for `calm` milliseconds. */
export async function takeDrawnWhenCalm(calm: number): Promise<Drawn> {
  for (let before = -1; before !== commits;) {
    before = commits;
    await new Promise((resolve) => setTimeout(resolve, calm));
  }
  return takeDrawn();
}
