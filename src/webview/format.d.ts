/** Fills `{0}`, `{1}` … of a text with values. */
export declare function format(text: string, ...values: readonly (string | number)[]): string;
/** Length in characters as providers count them: one outside the basic plane is two UTF-16 units. */
export declare function codePointLength(text: string): number;
/** The first characters of a long text. */
export declare function excerpt(text: string, limit: number): string;
/** Minutes and seconds, and hours where it comes to that: `0:07`, `12:30`, `1:02:03`. */
export declare function formatDuration(milliseconds: number): string;
