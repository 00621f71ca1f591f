import { randomUUID } from 'node:crypto';
import { Base64Text, type FormField } from './client';
import { byteLengthOf, createRoom, encodeSource, readExactly, type RequestBody } from './requestBody';

/** `multipart/form-data` (RFC 7578) whose files are read only while they are sent. */
export function encodeForm(fields: readonly FormField[]): RequestBody {
  const boundary = `easel-${randomUUID()}`;
  const heads = fields.map((field) => `--${boundary}\r\n${headOf(field)}\r\n\r\n`);
  const end = `--${boundary}--\r\n`;
  const lengths = fields.map(
    (field, index) => Buffer.byteLength(heads[index] ?? '') + contentLengthOf(field) + lineEnd.length,
  );
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: lengths.reduce((sum, length) => sum + length, end.length),
    async *pieces() {
      for (const [index, field] of fields.entries()) {
        yield heads[index] ?? '';
        if ('source' in field) {
          for await (const { buffer, byteOffset, byteLength } of readExactly(field.source)) {
            yield Buffer.from(buffer, byteOffset, byteLength);
          }
        } else if (field.value instanceof Base64Text) {
          yield field.value.prefix;
          yield* encodeSource(field.value.source, createRoom([field.value.source]));
        } else {
          yield field.value;
        }
        yield lineEnd;
      }
      yield end;
    },
  };
}

const lineEnd = '\r\n';

function contentLengthOf(field: FormField): number {
  if ('source' in field) {
    return field.source.byteLength;
  }
  return field.value instanceof Base64Text
    ? byteLengthOf(field.value.prefix) + byteLengthOf(field.value.source)
    : byteLengthOf(field.value);
}

function headOf(field: FormField): string {
  const disposition = `content-disposition: form-data; name="${escape(field.name)}"`;
  return 'source' in field
    ? `${disposition}; filename="${escape(field.fileName)}"\r\ncontent-type: ${field.mediaType}`
    : disposition;
}

/** As browsers do: https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data */
function escape(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
