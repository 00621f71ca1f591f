import { WorkspaceFiles } from '../../src/extension/ports/files';
import { LastTextEditor } from '../../src/extension/ports/lastTextEditor';

/** The workspace of this window, for tests that need nothing else of the extension. */
export const files = new WorkspaceFiles(new LastTextEditor());
