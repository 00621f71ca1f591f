/**
 * VS Code's own menu of a page is Cut, Copy and Paste, of use only where text can be typed, is selected, or an image can
 * be pasted. Elsewhere the page says, as its HTML does from the start, that none is wanted.
 */
export function chooseContextMenu(): void {
  const followTarget = ({ target }: Event): void => {
    const isOfUse =
      (target instanceof Element && target.closest('input, textarea, .add-references') !== null) ||
      String(getSelection()) !== '';
    document.body.dataset.vscodeContext = JSON.stringify({ preventDefaultContextMenuItems: !isOfUse });
  };
  // Before VS Code reads it.
  document.addEventListener('contextmenu', followTarget, true);
}
