import assert from 'node:assert/strict';
import { describeInWorkbench } from './describeInWorkbench';
import { panelPage } from './panelPage';
import { workspaceFiles } from './workspaceFiles';

const options = {
  language: 'zh-cn',
  files: { '.easel/style.md': '扁平风格，柔和的色彩。' },
};

/** Names of products, formats, files and keys stay as they are. */
const names = new Set(
  [
    'Easel Placeholder PNG Ctrl Shift Enter easel style images png',
    // The list of models.
    'Nano Banana Pro Lite GPT Image Flare Sunburst Seedream FLUX Max Flex Flash Klein Preview Grok Imagine Stable Diffusion LocalAI server',
    'AUTOMATIC ComfyUI comfyui json',
    'Qwen',
  ].flatMap((line) => line.split(' ')),
);

describeInWorkbench('In Simplified Chinese', options, (workbench) => {
  const panel = () => panelPage(workbench());

  it('an image is made in the panel, whose texts are Chinese', async () => {
    await workbench().runCommand('Easel: 打开面板');
    await panel().prompt.waitFor();
    assert.equal(await panel().prompt.getAttribute('placeholder'), '描述图像');
    assert.equal(await panel().frame.locator('html').getAttribute('lang'), 'zh-cn');
    await panel().frame.getByTestId('style-file-used').click();
    await panel().frame.getByRole('button', { name: '从提示词中移除 .easel/style.md' }).waitFor();
    await panel().generate('雪中的狐狸');
    await panel().waitForResult('雪中的狐狸.png');
    await workbench().screenshot('chinese-panel');
    const words = (await panel().frame.locator('main').innerText()).match(/[A-Za-z]{3,}/g) ?? [];
    assert.deepEqual(
      words.filter((word) => !names.has(word)),
      [],
    );
  });

  it('a command asks in Chinese', async () => {
    const { runCommand, waitForQuickInput, quickInputText, fillQuickInput, waitForTab } = workbench();
    await runCommand('Easel: 生成图像…');
    await waitForQuickInput('Easel: 生成图像');
    const { message, placeholder } = await quickInputText();
    assert.match(message, /^Placeholder · .*。保存到 images。将 \.easel\/style\.md 添加到提示词/);
    assert.equal(placeholder, '描述图像');
    await workbench().screenshot('chinese-box');
    await fillQuickInput('雪中的狼');
    await waitForTab('雪中的狼.png');
    assert.deepEqual(await workspaceFiles(workbench().workspaceFolder).namesIn('images'), [
      '雪中的狐狸.png',
      '雪中的狼.png',
    ]);
  });

  it('settings are described in Chinese', async () => {
    const { page, runCommand } = workbench();
    await runCommand('Preferences: Open Settings (UI)');
    await page.locator('.settings-editor .search-container .monaco-editor').first().click();
    await page.keyboard.type('@ext:easel-tools.easel');
    await page.getByText('新图像的文件夹，相对于工作区文件夹').first().waitFor();
    await workbench().screenshot('chinese-settings');
  });
});
