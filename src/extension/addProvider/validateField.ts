import { providerRow, rowFaults } from '../../core/providerSettings/schema';
import type { RowText } from '../../core/providerSettings/providerDraft';
import { faultTexts } from '../text/settingProblem';

/** What the schema of the setting says of some fields: in our words, or in those given where it has none. */
export function wrongWith(fields: Partial<RowText>, otherwise: string): string | undefined {
  const { error } = providerRow.safeParse({ id: 'draft', ...fields });
  const faults = error?.issues.map((issue) =>
    rowFaults.find((each) => issue.code === 'custom' && each === issue.params?.fault),
  );
  const fault = faults?.find((each) => each !== undefined);
  return fault ? faultTexts[fault]() : faults && otherwise;
}
