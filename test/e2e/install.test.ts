import assert from 'node:assert/strict';
import { describeInWorkbench } from './describeInWorkbench';
import { until } from './until';

describeInWorkbench('The installed extension', {}, (workbench) => {
  it('offers its main command in the palette', async () => {
    const titles = await until('the palette lists the commands of Easel', async () => {
      const found = await workbench().commandTitles('Easel');
      return found.some((title) => title.startsWith('Easel:')) && found;
    });
    assert.ok(titles.includes('Easel: Generate Image…'), titles.join('\n'));
  });
});
