import assert from 'node:assert/strict';
import { linkSnippet } from '../../../../src/extension/commands/imageLink';

/** What VS Code makes of the snippets here: one placeholder at the most, and escaped characters. */
function insert(snippet: string): { readonly text: string; readonly selected: string } {
  let text = '';
  let start = -1;
  let selected = '';
  for (let index = 0; index < snippet.length; index++) {
    const rest = snippet.slice(index);
    if (/^\\[\\$}]/u.test(rest)) {
      text += snippet.charAt(++index);
    } else if (rest.startsWith('${1:')) {
      assert.equal(start, -1, 'a second placeholder');
      start = text.length;
      index += 3;
    } else if (rest.startsWith('}') && start >= 0 && selected === '') {
      selected = text.slice(start);
    } else {
      assert.ok(!rest.startsWith('$'), `a variable in ${snippet}`);
      text += snippet.charAt(index);
    }
  }
  return { text, selected };
}

interface Place {
  readonly image?: string;
  readonly alt?: string;
  readonly language?: string;
  readonly document?: string;
  readonly isInLine?: boolean;
}

function linkIn({
  image = '/site/images/fox.png',
  alt = 'A fox',
  language = 'markdown',
  document = '/site/README.md',
  isInLine = false,
}: Place): { readonly text: string; readonly selected: string } {
  return insert(linkSnippet(image, alt, { languageId: language, documentPath: document, isInLine }));
}

describe('Image link', () => {
  const forms: Readonly<Record<string, string>> = {
    markdown: '![A fox](images/fox.png)',
    mdx: '![A fox](images/fox.png)',
    html: '<img src="images/fox.png" alt="A fox">',
    vue: '<img src="images/fox.png" alt="A fox">',
    javascriptreact: '<img src="images/fox.png" alt="A fox" />',
    typescriptreact: '<img src="images/fox.png" alt="A fox" />',
    css: 'url("images/fox.png")',
    scss: 'url("images/fox.png")',
    plaintext: 'images/fox.png',
    python: 'images/fox.png',
  };

  for (const [language, form] of Object.entries(forms)) {
    it(`in ${language} is ${form}`, () => {
      assert.equal(linkIn({ language }).text, form);
    });
  }

  /** As plain text, which VS Code takes them for where no extension knows them. */
  const formsByEnding: Readonly<Record<string, string>> = {
    mdx: '![A fox](images/fox.png)',
    MDX: '![A fox](images/fox.png)',
    qmd: '![A fox](images/fox.png)',
    vue: '<img src="images/fox.png" alt="A fox">',
    svelte: '<img src="images/fox.png" alt="A fox">',
    astro: '<img src="images/fox.png" alt="A fox">',
    liquid: '<img src="images/fox.png" alt="A fox">',
    adoc: 'image::images/fox.png[A fox]',
    asciidoc: 'image::images/fox.png[A fox]',
    txt: 'images/fox.png',
    constructor: 'images/fox.png',
  };

  for (const [ending, form] of Object.entries(formsByEnding)) {
    it(`in a file that ends in .${ending}, whose language VS Code does not know, is ${form}`, () => {
      const document = `/site/page.${ending}`;
      assert.equal(linkIn({ language: 'plaintext', document }).text, form);
      assert.equal(linkIn({ language: 'constructor', document }).text, form);
    });
  }

  it('in MDX holds no code, whatever the prompt says', () => {
    const prompts: Readonly<Record<string, string>> = {
      'a {cozy cat} mug': 'a &#123;cozy cat&#125; mug',
      'icon <Button> in blue': 'icon &lt;Button> in blue',
      '5 <3 love': '5 &lt;3 love',
      '{{name}}': '&#123;&#123;name&#125;&#125;',
      'a } b & c &lt; d': 'a &#125; b &amp; c &amp;lt; d',
    };
    for (const [alt, written] of Object.entries(prompts)) {
      for (const language of ['mdx', 'markdown', 'plaintext']) {
        const { text } = linkIn({ alt, language, document: '/site/page.mdx' });
        assert.equal(text, `![${written}](images/fox.png)`);
        assert.doesNotMatch(text, /[{}<]/u);
      }
    }
  });

  it('follows the language where VS Code knows one, whatever the file is called', () => {
    assert.equal(
      linkIn({ language: 'html', document: '/site/page.mdx' }).text,
      '<img src="images/fox.png" alt="A fox">',
    );
  });

  it('in AsciiDoc stands within a line in another form than alone on it', () => {
    const place = { language: 'asciidoc', document: '/site/page.adoc' };
    assert.equal(linkIn({ ...place, isInLine: true }).text, 'image:images/fox.png[A fox]');
  });

  it('in AsciiDoc keeps an alternative text in one piece', () => {
    const place = { language: 'asciidoc', document: '/site/page.adoc' };
    assert.equal(
      linkIn({ ...place, alt: 'A "red" fox, asleep [1]' }).text,
      'image::images/fox.png["A \\"red\\" fox, asleep [1\\]"]',
    );
  });

  for (const language of ['markdown', 'html', 'javascriptreact']) {
    it(`in ${language} selects the alternative text`, () => {
      assert.equal(linkIn({ language }).selected, 'A fox');
    });
  }

  it('is relative to the document, down and up the tree', () => {
    const pathFrom = (document: string): string => linkIn({ language: 'plaintext', document }).text;
    assert.equal(pathFrom('/site/README.md'), 'images/fox.png');
    assert.equal(pathFrom('/site/docs/guide/start.md'), '../../images/fox.png');
    assert.equal(pathFrom('/site/images/about.md'), 'fox.png');
    assert.equal(pathFrom('/README.md'), 'site/images/fox.png');
  });

  it('in a document that was never saved is the path as it is given', () => {
    assert.equal(linkIn({ image: 'images/fox.png', document: '' }).text, '![A fox](images/fox.png)');
  });

  it('spaces, parentheses and quotes in a path end no link', () => {
    const image = '/site/my images/fox (1) "a\' #2 50%.png';
    const encoded = "my%20images/fox%20%281%29%20%22a'%20%232%2050%25.png";
    assert.equal(linkIn({ image }).text, `![A fox](${encoded})`);
    assert.equal(linkIn({ image, language: 'html' }).text, `<img src="${encoded}" alt="A fox">`);
    assert.equal(linkIn({ image, language: 'css' }).text, `url("${encoded}")`);
    assert.equal(linkIn({ image, language: 'plaintext' }).text, image.slice('/site/'.length));
  });

  it('letters of other scripts in a path are encoded', () => {
    assert.equal(linkIn({ image: '/site/狐.png' }).text, '![A fox](%E7%8B%90.png)');
  });

  it('a prompt with snippet syntax stays text', () => {
    const alt = '${TM_FILENAME} $1 } \\} costs $5 {a}';
    assert.deepEqual(linkIn({ alt, language: 'html' }), {
      text: `<img src="images/fox.png" alt="${alt}">`,
      selected: alt,
    });
  });

  it('a file name with snippet syntax stays text', () => {
    assert.equal(linkIn({ image: '/site/$1 ${x}.png', language: 'plaintext' }).text, '$1 ${x}.png');
  });

  it('quotes and angle brackets in a prompt end no attribute', () => {
    assert.equal(
      linkIn({ alt: 'a "b" <script> & c', language: 'html' }).text,
      '<img src="images/fox.png" alt="a &quot;b&quot; &lt;script> &amp; c">',
    );
  });

  it('braces in a prompt stay text where they would be code', () => {
    const { text } = linkIn({ alt: 'a "b" {c}', language: 'javascriptreact' });
    assert.equal(text, '<img src="images/fox.png" alt="a &quot;b&quot; {c}" />');
  });

  for (const language of ['svelte', 'handlebars']) {
    it(`braces in a prompt stay text in ${language}, where an attribute may hold code`, () => {
      assert.equal(
        linkIn({ alt: '{{fetch("x")}}', language }).text,
        '<img src="images/fox.png" alt="&#123;&#123;fetch(&quot;x&quot;)&#125;&#125;">',
      );
    });
  }

  it('brackets and a backslash in a prompt end no Markdown text', () => {
    assert.equal(linkIn({ alt: 'a [b](command:c) d' }).text, '![a  b (command:c) d](images/fox.png)');
    assert.equal(linkIn({ alt: 'a\\' }).text, '![a ](images/fox.png)');
  });

  it('a long prompt of several lines becomes one line of 120 characters', () => {
    const { selected } = linkIn({ alt: 'A fox\n\n  under the moon. '.repeat(20) });
    assert.equal(selected.length, 120);
    assert.doesNotMatch(selected, /\n|  /u);
    assert.ok(selected.endsWith('…'));
  });

  it('the cut of a long prompt never splits an emoji', () => {
    for (const before of [117, 118, 119, 120]) {
      assert.doesNotMatch(linkIn({ alt: `${'x'.repeat(before)}🦊🦊` }).selected, /\p{Cs}/u);
    }
  });
});
