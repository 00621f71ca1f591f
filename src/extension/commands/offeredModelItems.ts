interface OfferedItem {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly alwaysShow?: boolean;
  /** Asks for an id that is in no list. */
  readonly isForUnknown?: boolean;
}

/**
 * The lines as they stand while something is typed: those that ask for an id stay in sight only where no model has it,
 * else they would stand before the models that were looked for.
 */
export function offeredFor<Item extends OfferedItem>(
  items: readonly Item[],
  typed: string,
): readonly (Item & { readonly alwaysShow: boolean })[] {
  const wanted = typed.trim().toLocaleLowerCase();
  const isFound = items.some(
    ({ label, description = '', detail = '', alwaysShow, isForUnknown }) =>
      alwaysShow !== true &&
      isForUnknown !== true &&
      [label, description, detail].some((text) => text.toLocaleLowerCase().includes(wanted)),
  );
  return items.map((item) => ({
    ...item,
    alwaysShow: item.isForUnknown ? !isFound : item.alwaysShow === true,
  }));
}
