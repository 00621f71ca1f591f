/**
 * The texts of the page. The host sends them in the user's language; `{0}`, `{1}` … stand for the values
 * that the comments name.
 */
export const panelStringKeys = [
  'prompt',
  'promptPlaceholder',
  /** Shown beside Generate while there is no prompt. */
  'promptEmpty',
  /** Counter near the limit: length, limit. */
  'promptLength',
  /** Length, limit. */
  'promptTooLong',
  /** A toggle. */
  'promptFavourite',
  'promptList',
  /** Announced: position, count, prompt. */
  'promptRecalled',
  /** Announced: prompt. */
  'promptDraft',
  'promptSent',
  'presets',
  'presetsChosen',
  /** Announced: names. */
  'presetsAdded',
  /** Name. */
  'presetAdd',
  /** Name. */
  'presetRemove',
  /** Announced: name. */
  'presetRemoved',
  /** Name of the file. */
  'styleFileQuestion',
  'styleFileShow',
  'styleFileUse',
  'styleFileLeave',
  'references',
  /** Count, limit. */
  'referencesCount',
  'referencesNone',
  'addReferences',
  /** Announced: name. */
  'referenceAdded',
  /** Announced: number of references added at once, two or more. */
  'referencesAdded',
  /** Announced: name. */
  'referenceRemoved',
  /** Announced: name, position, count. */
  'referenceMoved',
  'removeReference',
  'moveReferenceEarlier',
  'moveReferenceLater',
  'useAsStyle',
  'noReferencesTaken',
  /** Count, limit. */
  'tooManyReferences',
  /** Name, model. */
  'styleNotTaken',
  'model',
  'compareModels',
  /** Number of models. */
  'compareChosen',
  'compareHint',
  /** Model, option, value that is sent, value of the form. */
  'compareInstead',
  /** Model, option. */
  'compareWithout',
  /** Model. */
  'compareCountOne',
  /** Model, number of images. */
  'compareCount',
  /** Model, what is wrong. */
  'compareProblem',
  'variations',
  'variationsHint',
  /** Number of prompts. */
  'variationsCount',
  'callsOne',
  /** Number of calls, on all models and for all variations. */
  'calls',
  /** Limit. */
  'tooManyCalls',
  /** A time such as `12.5 s`. */
  'took',
  'ungroup',
  /** Number of jobs. */
  'groupOf',
  /** Provider. */
  'noKey',
  'setKey',
  'refreshModels',
  /** Provider. */
  'noModelList',
  'aspectRatio',
  'size',
  'quality',
  'background',
  'outputFormat',
  'thinking',
  /** File format. */
  'transparentFormat',
  'negativePrompt',
  /** In an empty field. */
  'negativePromptHint',
  'seed',
  /** In place of a seed. */
  'seedRandom',
  /** Limit. */
  'seedTooLarge',
  'auto',
  /** In an empty field: an example. */
  'anyOption',
  'count',
  /** Number of calls. */
  'countCalls',
  /** The same, where nobody is charged. */
  'countFreeCalls',
  'folder',
  'chooseFolder',
  'generate',
  /** Tooltip: key, such as `Ctrl+Enter`. */
  'generateHint',
  'jobs',
  /** Number of jobs that run or wait for their turn. */
  'jobsRunning',
  /** Number of jobs that ended without an image. */
  'jobsEnded',
  'cancel',
  'cancelBilled',
  'dismiss',
  /** Number of jobs in the queue. */
  'cancelWaiting',
  /** Announced: number of jobs. */
  'waitingCancelled',
  /** Number of jobs that failed or were cancelled. */
  'dismissEnded',
  'runNext',
  /** Announced: prompt. */
  'isNext',
  /** Announced: prompt. */
  'cancelled',
  /** Announced: prompt. */
  'started',
  /** Announced, where the server says how far it is: prompt. */
  'halfDone',
  /** Of the picture that is seen of an image before it is finished: prompt. */
  'draft',
  /** Announced when the form was filled with what a job was asked for. */
  'formFilled',
  /** A time such as `1:05`. */
  'elapsed',
  'results',
  'resultsNone',
  /** Stands in the place of an image that cannot be shown. */
  'imageMissing',
  'open',
  'reveal',
  'useAsReference',
  'insertLink',
  'copyPath',
  'delete',
  'details',
  'more',
  /** Announced: name. */
  'generated',
  /** Announced: message. */
  'failed',
  'placeholderNote',
  /** Looking at an image. */
  'close',
  'zoomIn',
  'zoomOut',
  'zoomWhole',
  /** Percent of the size at which the whole image is in sight. */
  'zoomLevel',
  'zoomKeys',
  'compare',
  'compareSlider',
  'compareSides',
  'compareDivider',
  /** Name. */
  'compareBefore',
  /** Name. */
  'compareAfter',
  /** Name. */
  'comparePick',
  'compareOther',
  'compareAnyOther',
  'back',
  'keepEdit',
  'replaceOriginal',
  /** Name. */
  'replacedNote',
  'undoReplace',
  'discardEdit',
  'deleteEdit',

  /** Announced. */
  'historyFoundOne',
  /** Announced: number of entries that match. */
  'historyFound',
  'historyNone',
  'clearFilters',
  'searchPrompts',
  'filterByModel',
  'allModels',
  /** Provider. */
  'allModelsOf',
  'filterByDate',
  'anyTime',
  'today',
  'lastWeek',
  'lastMonth',
  'lastYear',
  'onlyFavourites',
  'onlyWithReferences',
  'favourite',
  'fileGone',
  'removeFromHistory',
  'historyMenu',
  'exportHistory',
  'clearHistory',
  'useRecipe',
  'usePromptOnly',
  'showDifference',
  /** Name of a file. Also announced. */
  'recipeOf',
  /** Name of a notation. */
  'recipeForeign',
  /** Model. */
  'modelUnknown',
  /** Names. */
  'referencesMissing',
  'noDifference',
  'inMyForm',
  'inRecipe',
  /** Name. */
  'dropTooLarge',
  'refine',
  'refineWhat',
  'refineGo',
  /** Model of the form, model that is offered. */
  'refineOtherModel',
  /** Model. */
  'refineMadeBy',
  /** Model. */
  'refineOfForm',
  'refineNoModel',
  'refineContinues',
  'refineSends',
  'versions',
  /** Number, count, prompt. */
  'version',
  'fitTo',
  'fitTarget',
  'fitCustom',
  'fitOpenGraph',
  'fitGitHub',
  'fitIcon',
  'fitWidth',
  'fitHeight',
  'fitCrop',
  'fitScale',
  'fitFrame',
  'fitFrameKeys',
  'fitFormat',
  /** Number from 1 to 100. */
  'fitQuality',
  'fitDiscard',
  'fitSave',
  'fitSaving',
  /** Width, height, left, top. */
  'fitTakes',
  /** Width, height. */
  'fitBecomes',
  'fitEnlarged',
  'fitWhite',
  'fitTooLarge',
  'fitCannotDraw',
  /** Beside Generate while it lasts: name. */
  'referenceConverting',
  /** On the tile. */
  'converting',
  /** Announced: name, what became of it. */
  'referenceConverted',
  /** Tooltip of the button that adds references. */
  'addReferencesHint',

  /** Title of the stage. */
  'markChanges',
  /** Button of a tile. */
  'markChangesOpen',
  /** On the tile. */
  'maskNote',
  /** Name. */
  'maskLine',
  'maskEdit',
  'maskRemove',
  /** Name; shown and announced. */
  'maskLost',
  /** Announced: name. */
  'maskBack',
  /** Announced: name. */
  'maskSaved',
  /** Announced. */
  'maskRemoved',
  /** Model. */
  'maskNotTaken',
  /** Label of the choice between the next two. */
  'maskTool',
  'maskPaint',
  'maskErase',
  /** Hundredths of the longer side. */
  'maskBrush',
  'maskUndo',
  'maskRedo',
  'maskClear',
  'maskInvert',
  'maskDone',
  'maskSurface',
  /** Key that undoes, key that does it again. */
  'maskKeys',
  'maskNothing',
  /** Hundredths of the image. */
  'maskShare',
  'maskShareLittle',
  /** Announced: hundredths of the width, of the height. */
  'maskPosition',
  'maskRectangle',
  'maskLeft',
  'maskTop',
  /** Field, least, most. */
  'maskNumber',
  'maskAddRectangle',
  'maskEraseRectangle',
  'maskCannotShow',
  'maskCannotDraw',
  /** Of a difference; the next three stand beside it. */
  'maskLabel',
  'maskNone',
  'maskSome',
  'maskOther',
] as const;

export type PanelStringKey = (typeof panelStringKeys)[number];

export type PanelStrings = Readonly<Record<PanelStringKey, string>>;
