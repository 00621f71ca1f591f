/** A text of an image file, with the name that it stands under. */
export interface ImageText {
  /** In lower case: a PNG's keyword, or `usercomment`, `imagedescription`, … of EXIF. */
  readonly keyword: string;
  readonly text: string;
}
