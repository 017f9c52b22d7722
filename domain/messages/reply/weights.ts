/**
 * How much a way of putting things is believed, by itself. `SURE` lies between doubtful and fair: from fair on a
 * reading takes effect, below it a person looks.
 */
export const CERTAIN = 0.92;
/** Said in so many words, with little room for another meaning. */
export const CLEAR = 0.86;
/** Meant so by most who write it. */
export const FAIR = 0.76;
/** From here on a reading takes effect by itself. */
export const SURE = 0.7;
/** As likely as not meant so: a person must look. */
export const DOUBTFUL = 0.62;
/** Hardly more than a word that was seen; gives way to anything else that is said. */
export const FAINT = 0.5;
