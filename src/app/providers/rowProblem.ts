import * as z from 'zod';
import { rowFaults } from '../../core/providerSettings/schema';
import type { FieldFault, RowProblem } from '../../shared/rowProblem';

export type { FieldFault, RowProblem } from '../../shared/rowProblem';

/** What is wrong with each field of a row. */
export function faultsIn(error: z.ZodError): readonly FieldFault[] {
  return leaves(error.issues).map(({ path, message, params }) => {
    const fault = rowFaults.find((each) => each === params?.fault);
    return { field: path.join('.'), ...(fault === undefined ? { fault: 'other', message } : { fault }) };
  });
}

export function rowProblem({
  index,
  row,
  faults,
}: {
  readonly index: number;
  readonly row: unknown;
  readonly faults: readonly FieldFault[];
}): RowProblem {
  return { index, providerId: z.object({ id: z.string() }).safeParse(row).data?.id, faults };
}

interface Leaf {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** Where a value fits none of several forms, the form it comes nearest to says what is wrong. */
function leaves(issues: readonly z.core.$ZodIssue[]): readonly Leaf[] {
  return issues.flatMap((issue): readonly Leaf[] => {
    if (issue.code === 'invalid_union') {
      const forms = issue.errors.map((form) => leaves(form));
      const nearest = forms.toSorted((one, other) => depthOf(other) - depthOf(one))[0];
      return nearest && depthOf(nearest) > 0
        ? nearest.map((leaf) => ({ ...leaf, path: [...issue.path, ...leaf.path] }))
        : [issue];
    }
    return [issue.code === 'custom' ? { ...issue, params: issue.params } : issue];
  });
}

function depthOf(form: readonly Leaf[]): number {
  return Math.max(0, ...form.map(({ path }) => path.length));
}
