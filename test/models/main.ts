// npm run models:check: the models that end within 60 days, by Easel's own table; `-- 2027-03-01` looks from another day.
import { builtInProviders } from '../../src/core/providers/table';
import { modelsEndingBy, deprecationsAsOf, type EndingModel } from '../../src/core/providers/deprecations';

const days = 60;

function lineOf({
  provider,
  modelId,
  endsOn,
  isUncertain,
  endedAt,
  isBuiltIn,
  replacement,
}: EndingModel): string {
  const end = endedAt === undefined ? endsOn || 'no day yet' : `retiring at ${endedAt}`;
  const facts = [
    ...(isUncertain ? ['uncertain'] : []),
    isBuiltIn ? 'OFFERED BY EASEL' : 'by its id only',
    `then ${replacement.id}`,
  ];
  return `${end.padEnd(18)} ${`${provider.id}/${modelId}`.padEnd(42)} ${facts.join(', ')}`;
}

function main(today: string): void {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(today)) {
    throw new Error(`No day: ${today}`);
  }
  const last = new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
  const ending = modelsEndingBy(last, builtInProviders);
  const isOver = ({ endsOn }: EndingModel): boolean => endsOn !== '' && endsOn <= today;
  const groups = [
    [`End from ${today} to ${last}`, ending.filter((model) => model.endsOn > today)],
    ['Without a day', ending.filter(({ endsOn }) => endsOn === '')],
    ['Have ended', ending.filter((model) => isOver(model))],
  ] as const;
  console.log(`By Easel's table of ${deprecationsAsOf}:`);
  for (const [title, models] of groups) {
    console.log([`\n${title}: ${models.length}`, ...models.map((model) => lineOf(model))].join('\n'));
  }
  // What Easel offers by itself must go on.
  process.exitCode = ending.some((model) => model.isBuiltIn && isOver(model)) ? 1 : 0;
}

main(process.argv[2] ?? new Date().toISOString().slice(0, 10));
