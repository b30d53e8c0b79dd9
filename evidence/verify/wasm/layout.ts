/**
 * What stands where in the scanner's memory. Both sides read this file, the scanner as AssemblyScript and its host as TypeScript,
 * so it has nothing but whole numbers in it.
 */

/** Registers, 4 bytes each: bytes of the head that comes next before its hash, and where the last digit of its number stands. */
export const HEAD_LENGTH = 0;
export const HEAD_DIGIT = 4;
/** How many middles there are. */
export const MIDDLE_COUNT = 8;

/** The time of the entry before. */
export const TIME = 32;
export const TIME_LENGTH = 24;

/** Texts that the host writes, and their lengths. */
export const HEAD = 64;
export const BEHIND_HASH = 128;
export const BEHIND_HASH_LENGTH = 10;
export const ID = 144;
export const ID_LENGTH = 7;
export const KEY = 160;
export const KEY_LENGTH = 7;
export const INTENT = 176;
export const INTENT_LENGTH = 10;
export const HEX_DIGITS = 192;

/** What stands between the time and the data of entries of an exchange: of each its length and, 8 bytes behind, its text. */
export const MIDDLES = 1024;
export const MIDDLE_SIZE = 64;
export const MIDDLE_TEXT = 8;

/** Lines that are taken at once. */
export const MAX_LINES = 4096;
/** Of each line where it ends, 4 bytes. */
export const ENDS = 4096;
/** The leaf hash of the entry before the first line, and then that of each line. */
export const LEAVES = 20_480;
export const HASH_BYTES = 32;

/** What is said of each line. */
export const RECORDS = 155_648;
export const RECORD_SIZE = 48;
/** Number of the middle, from 0 on; `OTHER` where it is none of these. */
export const RECORD_TYPE = 0;
export const OTHER = -1;
/** Where its data begin, or where the middle does that is none of these. */
export const RECORD_DATA = 4;
/** Whether its time is earlier than that of the entry before. */
export const RECORD_FELL = 8;
/** Whether it names its exchange, and the 16 bytes of that name: zeros where it does not. */
export const RECORD_NAMED = 12;
export const RECORD_ID = 16;
export const ID_BYTES = 16;
/** Doubles; `NONE` where it has no such member. */
export const RECORD_KEY = 32;
export const RECORD_INTENT = 40;
export const NONE = -1;

/** The lines, with one byte kept free in front. */
export const TEXT = 360_448;
/** Longest entry. */
export const MAX_ENTRY = 65_535;
