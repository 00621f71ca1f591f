import { sha256Of } from '../util/sha256';
import { newTemporary, temporaryPrefix, type DeliveredImage, type DeliveryTarget } from './deliver';
import type { OwnedEntry } from './ownedEntry';
import type { Claim } from './entryState';

/**
 * After a crash: finds the images that stand in the project though the row does not say so, finishes those that were
 * written whole but not yet named, and sweeps what else was left behind.
 */
export async function finishDelivery(
  row: OwnedEntry,
  target: DeliveryTarget,
): Promise<readonly DeliveredImage[]> {
  const delivered: DeliveredImage[] = [];
  const leftovers = await target.folder.list(temporaryPrefix(row));
  for (const claims of unfinishedClaims(row)) {
    const found =
      (await findUnderItsName(claims, target)) ?? (await finish(claims, leftovers, { row, target }));
    if (found) {
      await target.onDelivered(found);
      await row.record({ state: 'saved', position: claims[0].position });
      delivered.push(found);
    }
  }
  for (const name of leftovers) {
    await target.folder.remove(name).catch(() => undefined);
  }
  return delivered;
}

type Claims = readonly [Claim, ...Claim[]];

function unfinishedClaims({ state }: OwnedEntry): readonly Claims[] {
  const byPosition = new Map<number, Claims>();
  for (const claim of state.claims) {
    const others = byPosition.get(claim.position);
    byPosition.set(claim.position, others ? [...others, claim] : [claim]);
  }
  return Array.from(byPosition.values()).filter(([{ position }]) => !state.saved.has(position));
}

async function findUnderItsName(
  claims: Claims,
  { folder }: DeliveryTarget,
): Promise<DeliveredImage | undefined> {
  for (const { name, sha256, byteLength, recipe, cost } of claims) {
    const bytes = await folder.read(name);
    if (bytes && (await sha256Of(bytes)) === sha256) {
      return { name, sha256, byteLength, recipe, cost, wasThere: true };
    }
  }
  return undefined;
}

async function finish(
  claims: Claims,
  leftovers: readonly string[],
  { row, target }: { readonly row: OwnedEntry; readonly target: DeliveryTarget },
): Promise<DeliveredImage | undefined> {
  for (const leftover of leftovers) {
    const bytes = await target.folder.read(leftover);
    const sha256 = bytes && (await sha256Of(bytes));
    const claim = claims.find((each) => each.sha256 === sha256);
    if (bytes && claim) {
      const name = await target.folder.save({
        bytes,
        stem: target.stem,
        ending: claim.name.slice(claim.name.lastIndexOf('.') + 1),
        temporary: newTemporary(row),
        claim: (claimed) => row.record({ state: 'saving', ...claim, name: claimed }),
      });
      return { ...claim, name, wasThere: false };
    }
  }
  return undefined;
}
