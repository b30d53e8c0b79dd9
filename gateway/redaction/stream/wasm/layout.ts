/**
 * What stands where in the walker's memory. Both sides read this file, the walker as AssemblyScript
 * and its host as TypeScript, so it has nothing but whole numbers in it.
 */

/** What must come next. */
export const VALUE = 0;
export const ITEM_OR_CLOSE = 1;
export const NAME_OR_CLOSE = 2;
export const NAME = 3;
export const COLON_NEXT = 4;
export const COMMA_OR_CLOSE = 5;
export const NOTHING = 6;
/** A token that a chunk's end cut. */
export const IN_STRING = 7;
export const IN_NAME = 8;
export const IN_NUMBER = 9;
export const IN_LITERAL = 10;

/** What `walk` returns. */
export const FINE = 0;
export const NOT_JSON = 1;
export const LONE_SURROGATE = 2;
export const TOO_DEEP = 3;
export const NAME_TOO_LONG = 4;
export const PATH_TOO_LONG = 5;
/** It has done nothing, as the chunk may not be UTF-8. */
export const MAYBE_NO_TEXT = 6;

/** Who is told that the value has ended: nobody, the host, or the walker, which masks it. */
export const NOBODY = 0;
export const HOST = 1;
export const WALKER = 2;

/** Registers: what the host and the walker tell each other, 4 bytes each. */
export const MODE = 0;
export const DEPTH = 4;
/** How many of the open containers are followed. */
export const TOP = 8;
/** Who is told of the end of the value that is next or open in the innermost of them. */
export const TOLD = 12;
/** The state of that value. */
export const CHILD = 16;
/** After the chunk. */
export const END = 20;
/** Of the chunk, all bytes before have left, or never will. */
export const FROM = 24;
/** After what is to leave. */
export const OUT_AT = 28;
/** Not zero while the host masks a value: what stands in it is not masked again. */
export const IN_MASKED = 32;
/** Bytes of the names that lead to where the walker is, and how many there may be. */
export const PATH_BYTES = 36;
export const PATH_LIMIT = 40;
/** Bytes of a name and its quote. */
export const MAX_NAME = 44;
export const MAX_DEPTH = 48;
/** Where the fault is that `walk` returned. */
export const FAULT_AT = 52;
/** Of a token that is cut: how far its number, literal (8 bytes) or escape has come. */
export const NUMBER = 56;
export const LITERAL = 64;
export const ESCAPE = 72;
export const DIGITS = 76;
export const UNIT = 80;
export const AFTER_FIRST_HALF = 84;
/** Whether the name had an escape. */
export const ESCAPED = 88;
/** Whether the value whose end the walker is to be told of is still open, at the end of a chunk. */
export const IS_OPEN = 92;
/** Where free memory begins. The registers before are those of the body. */
export const FREE = 96;
/** For each mask 4 bytes: how many values it hit, and of how many more the place is asked for. */
export const COUNTERS = 100;
export const PLACES = 104;
/** Whether the chunk is UTF-8: the walker looks, the host must say, the host has said that it is. */
export const TEXT = 108;
export const LOOK = 0;
export const ASK = 1;
export const KNOWN = 2;

/** A byte for each open container: whether it is an object. The root counts as in one. */
export const KINDS = 128;
export const MOST_DEPTH = 1024;

/** Stands for what is around the root: a state of which nothing is said. */
export const NO_STATE = 1216;

/**
 * Bytes that others are compared with, sixteen of each: the engine would put such a constant together
 * anew wherever it stands in the code, which takes longer than to load it.
 */
export const SPLAT_FLIP = 1280;
export const SPLAT_STOP = 1296;
export const SPLAT_BACKSLASH = 1312;
export const SPLAT_DIGIT_FLIP = 1328;
export const SPLAT_DIGIT = 1344;
export const SPLAT_ZERO = 1360;

/** For each followed container, and for the root before them. */
export const FRAMES = 2048;
export const FRAME_SIZE = 64;
export const FRAME_STATE = 0;
export const FRAME_IS_ARRAY = 4;
/** A double. */
export const FRAME_INDEX = 8;
/** Where the pointer to the guess of the next name stands. */
export const FRAME_GUESS = 16;
/** Of the member's name as written; `KEPT` where the host keeps it, as its chunk is gone. */
export const FRAME_NAME = 20;
export const FRAME_NAME_LENGTH = 24;
export const FRAME_NAME_ESCAPED = 28;
/** As TOLD, of the container itself. */
export const FRAME_TOLD = 32;
/** For the host. */
export const FRAME_IS_EMPTY = 36;
export const FRAME_HAS_KEPT = 40;
export const KEPT = 0;

/** A state, which the host writes. */
export const STATE_SIZE = 64;
export const STATE_FLAGS = 0;
/** Of a simple one: what stands instead of the value, and the mask that says so. */
export const STATE_TEXT = 4;
export const STATE_TEXT_LENGTH = 8;
export const STATE_MASK = 12;
/** Slots for the names that masks ask for, and how many there are less one; zero for none. */
export const STATE_NAMES = 16;
export const STATE_NAMES_MASK = 20;
/** The state of any other member; zero while it is not known. */
export const STATE_OTHER = 24;
/** The state of the elements from an index on, which is a double. */
export const STATE_LAST_ITEMS = 28;
export const STATE_SETTLED_AT = 32;
/** The first guess of a name, and how many there are. */
export const STATE_GUESSES = 40;
export const STATE_GUESS_COUNT = 44;

/** No mask has to do with the value. */
export const IS_DEAD = 1;
/** None has to do with it if it is no container. */
export const IS_WAY_ONLY = 2;
/** One mask puts a short text instead of it, and that is all, if it is no container. */
export const IS_SIMPLE = 4;
/** If it is an array, it must be known whole. */
export const NEEDS_WHOLE_ARRAY = 8;
export const GOES_INTO_ARRAY = 16;
export const GOES_INTO_OBJECT = 32;
/** What stands in it may be removed: the host is told of all of it. */
export const IS_WATCHED = 64;
/** As IS_SIMPLE, if it is a container. */
export const IS_SIMPLE_CONTAINER = 128;

/** A name that masks ask for: the next in its slot, the state of its member or zero, its bytes. */
export const ENTRY_NEXT = 0;
export const ENTRY_CHILD = 4;
export const ENTRY_LENGTH = 8;
export const ENTRY_BYTES = 16;

/** A guess: the next, the member's state, and its name with both quotes and the colon. */
export const GUESS_SIZE = 64;
export const GUESS_NEXT = 0;
export const GUESS_CHILD = 4;
export const GUESS_LENGTH = 8;
/** What is to be done with the value, in bits: nothing if it is no container; nothing; a simple mask if it is none. */
export const GUESS_FLAGS = 12;
export const IS_PLAIN_SCALAR = 1;
export const IS_PLAIN = 2;
export const IS_SIMPLE_SCALAR = 4;
export const GUESS_BYTES = 16;
/** Which of the bytes count, a bit each; of the first 16 and of the others. */
export const GUESS_MASK = 48;
export const GUESS_MASK_2 = 52;

/** The chunk, with zeros behind it, and what is to leave. */
export const IN = 69632;
export const IN_SIZE = 65536;
export const OUT = 139264;
export const OUT_SIZE = 131072;
/** So much may be read or written behind either. */
export const SLACK = 64;
/** States, names and guesses. */
export const TABLES = 274432;
