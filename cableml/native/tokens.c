/* Texts to folded bytes, words, and hashes: as cableml/features/tokens.py does by array operations. */

#include "kernels.h"

/* Small letters, digits, underscore and bytes from 128 on stay, capitals become small, all else a blank. */
WIDE static void fold_letters(const uint8_t *from, uint8_t *to, Py_ssize_t n)
{
    for (Py_ssize_t i = 0; i < n; i++) {
        uint8_t code = from[i];
        uint8_t small = (uint8_t)(code | ((uint8_t)(code - 'A') < 26 ? 0x20 : 0));
        int stays = ((uint8_t)(small - 'a') < 26) | ((uint8_t)(code - '0') < 10) | (code == '_') | (code >= 128);
        to[i] = stays ? small : BLANK;
    }
}

/* How many bytes the sign has that begins here and is no letter, as _PUNCTUATION of tokens.py names them; 0 for a
   letter. The text is valid UTF-8, so what a first byte promises is there. */
static Py_ssize_t measure_sign(const uint8_t *letters)
{
    uint8_t second = letters[1];
    switch (letters[0]) {
    case 0xC2: /* U+0080 to U+00BF but for the two ordinals and the micro sign */
        return second == 0xAA || second == 0xB5 || second == 0xBA ? 0 : 2;
    case 0xC3: /* times and divided by */
        return second == 0x97 || second == 0xB7 ? 2 : 0;
    case 0xE2: /* U+2000 to U+206F */
        return second == 0x80 || (second == 0x81 && letters[2] <= 0xAF) ? 3 : 0;
    case 0xEF: /* U+FEFF and U+FFFD */
        return (second == 0xBB && letters[2] == 0xBF) || (second == 0xBF && letters[2] == 0xBD) ? 3 : 0;
    default:
        return 0;
    }
}

/* Copies a text with a blank for every sign behind ASCII (without `to` nothing is written); returns how many bytes
   that are, and says whether letters behind ASCII are left. */
static Py_ssize_t copy_without_signs(const uint8_t *letters, Py_ssize_t n, uint8_t *to, int *has_letters)
{
    Py_ssize_t filled = 0;
    *has_letters = 0;
    for (Py_ssize_t place = 0; place < n;) {
        if (place + 8 <= n && !(load_word(letters + place) & 0x8080808080808080u)) {
            if (to)
                memcpy(to + filled, letters + place, 8); /* eight letters of ASCII */
            filled += 8;
            place += 8;
            continue;
        }
        Py_ssize_t size = letters[place] < 0xC2 ? 0 : measure_sign(letters + place);
        *has_letters |= !size && letters[place] >= 128;
        if (to)
            to[filled] = size ? BLANK : letters[place];
        filled++;
        place += size ? size : 1;
    }
    return filled;
}

/* (text): the text with a blank for every sign behind ASCII; None where it has no encoding. */
KERNEL(blank_signs)
{
    (void)self;
    if (check_count(n_args, 1) < 0)
        return NULL;
    char *bytes;
    Py_ssize_t n;
    PyObject *encoded = PyUnicode_AsUTF8String(args[0]);
    if (encoded == NULL && PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    if (encoded == NULL || PyBytes_AsStringAndSize(encoded, &bytes, &n) < 0) {
        Py_XDECREF(encoded);
        return NULL;
    }
    int has_letters;
    uint8_t *kept = PyMem_Malloc((size_t)n + 1);
    Py_ssize_t filled = kept ? copy_without_signs((const uint8_t *)bytes, n, kept, &has_letters) : 0;
    PyObject *text = kept ? PyUnicode_DecodeUTF8((const char *)kept, filled, NULL) : PyErr_NoMemory();
    PyMem_Free(kept);
    Py_DECREF(encoded);
    return text;
}

/* A text to be joined: its bytes, who holds them, and how many they are once folded. */
typedef struct {
    const uint8_t *letters;
    PyObject *held; /* or NULL, where the text itself does */
    Py_ssize_t size, folded_size;
    enum { AS_IT_IS, ASCII, WITH_SIGNS } kind;
} Part;

/* Reads a text behind ASCII: signs are left for later, with letters `fold` makes bytes of it. Returns 0, or -1 with
   an exception set. */
static int read_beyond_ascii(Part *part, PyObject *text, PyObject *fold)
{
    char *bytes = NULL;
    int has_letters = 1;
    part->held = PyUnicode_AsUTF8String(text);
    if (part->held) {
        if (PyBytes_AsStringAndSize(part->held, &bytes, &part->size) < 0)
            return -1;
        part->kind = WITH_SIGNS;
        part->folded_size = copy_without_signs((const uint8_t *)bytes, part->size, NULL, &has_letters);
    } else if (PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
        PyErr_Clear();
    } else {
        return -1;
    }
    if (has_letters) {
        Py_XDECREF(part->held);
        part->held = PyObject_CallFunctionObjArgs(fold, text, NULL);
        if (!part->held || PyBytes_AsStringAndSize(part->held, &bytes, &part->size) < 0)
            return -1;
        part->kind = AS_IT_IS;
        part->folded_size = part->size;
    }
    part->letters = (const uint8_t *)bytes;
    return 0;
}

/* Reads a text for `join_folded`; `is_ascii` is the name of the method that tells. Returns 0, or -1 with an exception
   set. */
static int read_part(Part *part, PyObject *text, PyObject *is_ascii, PyObject *fold)
{
    PyObject *answer = text ? PyObject_CallMethodObjArgs(text, is_ascii, NULL) : NULL;
    if (!answer)
        return -1;
    Py_DECREF(answer);
    /* Only in ASCII a text's own bytes are asked for: any other would keep a second copy of itself. */
    if (answer != Py_True)
        return read_beyond_ascii(part, text, fold);
    part->letters = (const uint8_t *)PyUnicode_AsUTF8AndSize(text, &part->size);
    part->kind = ASCII;
    part->folded_size = part->size;
    return part->letters ? 0 : -1;
}

/* (texts, ends, fold): the texts folded as bytes, with a blank before, between and behind; `fold` is asked where a
   text holds letters behind ASCII. ends[i] becomes the place of the blank behind text i. */
KERNEL(join_folded)
{
    (void)self;
    if (check_count(n_args, 3) < 0)
        return NULL;
    Arrays arrays;
    if (open_arrays(&arrays, args + 1, "h") < 0)
        return NULL;
    PyObject *texts = args[0];
    Py_ssize_t n_parts = PyList_Check(texts) ? PyList_Size(texts) : -1;
    if (n_parts < 0 || arrays.size[0] != n_parts)
        return refuse(&arrays);
    int64_t *ends = WRITE(int64_t, 0);
    Part *parts = calloc((size_t)n_parts + 1, sizeof *parts);
    PyObject *joined = NULL, *is_ascii = PyUnicode_InternFromString("isascii");
    Py_ssize_t total = 1;
    if (!parts || !is_ascii) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t i = 0; i < n_parts; i++) {
        if (read_part(parts + i, PyList_GetItem(texts, i), is_ascii, args[2]) < 0)
            goto done;
        total += parts[i].folded_size + 1;
        ends[i] = total - 1;
    }
    if (!n_parts)
        total = 2; /* as the numpy way: a blank before and one behind nothing */
    joined = PyBytes_FromStringAndSize(NULL, total);
    if (!joined)
        goto done;
    uint8_t *to = (uint8_t *)PyBytes_AsString(joined);
    Py_BEGIN_ALLOW_THREADS
    memset(to, BLANK, (size_t)(n_parts ? 1 : 2));
    int64_t begin = 1;
    for (Py_ssize_t i = 0; i < n_parts; i++) {
        Part *part = parts + i;
        int has_letters;
        if (part->kind == AS_IT_IS)
            memcpy(to + begin, part->letters, (size_t)part->size);
        else if (part->kind == ASCII)
            fold_letters(part->letters, to + begin, part->size);
        else
            fold_letters(to + begin, to + begin, copy_without_signs(part->letters, part->size, to + begin, &has_letters));
        to[ends[i]] = BLANK;
        begin = ends[i] + 1;
    }
    Py_END_ALLOW_THREADS
done:
    for (Py_ssize_t i = 0; parts && i < n_parts; i++)
        Py_XDECREF(parts[i].held);
    free(parts);
    Py_XDECREF(is_ascii);
    close_arrays(&arrays);
    return joined;
}

static uint64_t hash_span(const uint8_t *letters, int64_t start, int64_t end, int64_t n_letters)
{
    int64_t size = end - start;
    uint64_t hash = load_part(letters, start, n_letters, size < 8 ? size : 8);
    for (int64_t done = 8; done < size; done += 8) {
        int64_t rest = size - done;
        uint64_t more = load_part(letters, start + done, n_letters, rest < 8 ? rest : 8);
        hash = hash * 0x9E3779B97F4A7C15u + more;
    }
    return mix(hash);
}

/* A bit for each of 8 bytes that is a blank, the first the lowest. */
static inline uint64_t find_blanks(uint64_t word)
{
    const uint64_t low = 0x7F7F7F7F7F7F7F7Fu;
    uint64_t differs = word ^ 0x2020202020202020u;
    uint64_t is_blank = ~(((differs & low) + low) | differs | low);
    return ((is_blank >> 7) * 0x0102040810204080u) >> 56;
}

/* (letters, ends, row, hash, start, end): the words of two or more letters; returns how many. */
KERNEL(find_words)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 6) < 0 || open_arrays(&arrays, args, "18hhhh") < 0)
        return NULL;
    const uint8_t *letters = READ(uint8_t, 0);
    const int64_t *ends = READ(int64_t, 1);
    int64_t *row = WRITE(int64_t, 2), *start = WRITE(int64_t, 4), *end = WRITE(int64_t, 5);
    uint64_t *hash = WRITE(uint64_t, 3);
    int64_t n_letters = arrays.size[0], n_rows = arrays.size[1], room = n_letters / 3 + 1;
    for (int place = 2; place < 6; place++)
        if (arrays.size[place] < room)
            return refuse(&arrays);
    if (n_letters && (letters[0] != BLANK || letters[n_letters - 1] != BLANK))
        return refuse(&arrays);
    int64_t n = 0;
    Py_BEGIN_ALLOW_THREADS
    uint64_t was_letter = 0;
    int64_t begin = 0, own_row = 0;
    for (int64_t first = 0; first < n_letters; first += 64) {
        uint8_t padded[64];
        const uint8_t *block = letters + first;
        if (first + 64 > n_letters) {
            memset(padded, BLANK, 64);
            memcpy(padded, block, (size_t)(n_letters - first));
            block = padded;
        }
        uint64_t is_letter = 0;
        for (int k = 0; k < 8; k++)
            is_letter |= find_blanks(load_word(block + 8 * k)) << (8 * k);
        is_letter = ~is_letter;
        uint64_t before = (is_letter << 1) | was_letter;
        uint64_t begins = is_letter & ~before, stops = ~is_letter & before;
        int is_open = was_letter != 0; /* a word that began in the block before */
        was_letter = is_letter >> 63;
        for (; stops; stops &= stops - 1, is_open = 0) {
            if (!is_open) {
                begin = first + __builtin_ctzll(begins);
                begins &= begins - 1;
            }
            int64_t place = first + __builtin_ctzll(stops), size = place - begin;
            if (size < 2)
                continue;
            while (own_row < n_rows && begin > ends[own_row])
                own_row++;
            row[n] = own_row;
            hash[n] = size <= 8 && begin + 8 <= n_letters ? mix(load_part(letters, begin, n_letters, size))
                                                          : hash_span(letters, begin, place, n_letters);
            start[n] = begin;
            end[n] = place;
            n++;
        }
        if (begins)
            begin = first + __builtin_ctzll(begins);
    }
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    return PyLong_FromLongLong(n);
}

/* (row, hash, start, end, length, row, hash, start, end): sequences of `length` neighbouring words of one
   text, given those of one word less; see join_ngrams of tokens.py. Returns how many. */
KERNEL(join_ngrams)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 9) < 0)
        return NULL;
    int64_t length = PyLong_AsLongLong(args[4]);
    PyObject *objects[8] = {args[0], args[1], args[2], args[3], args[5], args[6], args[7], args[8]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "8888hhhh") < 0)
        return NULL;
    const int64_t *row = READ(int64_t, 0), *start = READ(int64_t, 2), *end = READ(int64_t, 3);
    const uint64_t *hash = READ(uint64_t, 1);
    int64_t *to_row = WRITE(int64_t, 4), *to_start = WRITE(int64_t, 6), *to_end = WRITE(int64_t, 7);
    uint64_t *to_hash = WRITE(uint64_t, 5);
    int64_t n_words = arrays.size[0];
    for (int place = 1; place < 8; place++)
        if (arrays.size[place] < n_words)
            return refuse(&arrays);
    if (length < 1)
        return refuse(&arrays);
    int64_t n = 0;
    Py_BEGIN_ALLOW_THREADS
    for (int64_t i = 0; i + length <= n_words; i++) {
        if (row[i] != row[i + length - 1])
            continue;
        uint64_t joined = hash[i];
        for (int64_t step = 1; step < length; step++)
            joined = extend_hash(joined, hash[i + step]);
        to_row[n] = row[i];
        to_hash[n] = joined;
        to_start[n] = start[i];
        to_end[n] = end[i + length - 1];
        n++;
    }
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    return PyLong_FromLongLong(n);
}

/* (letters, start, end, hash): the hash of each span. */
KERNEL(hash_values)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 4) < 0 || open_arrays(&arrays, args, "188h") < 0)
        return NULL;
    const int64_t *start = READ(int64_t, 1), *end = READ(int64_t, 2);
    int64_t n_letters = arrays.size[0], n = arrays.size[1];
    if (arrays.size[2] != n || arrays.size[3] != n)
        return refuse(&arrays);
    for (int64_t i = 0; i < n; i++)
        if (start[i] < 0 || end[i] < start[i] || end[i] > n_letters)
            return refuse(&arrays);
    for (int64_t i = 0; i < n; i++)
        WRITE(uint64_t, 3)[i] = hash_span(READ(uint8_t, 0), start[i], end[i], n_letters);
    close_arrays(&arrays);
    Py_RETURN_NONE;
}

enum { WORDS, VALUES, CHARACTERS };

/* Copies a span as a reader is shown it; `to` has room for twice its bytes. Returns the number of bytes. */
static int64_t spell_span(const uint8_t *from, int64_t size, int way, char *to)
{
    int64_t n = 0;
    if (way == VALUES) {
        memcpy(to, from, (size_t)size);
        return size;
    }
    for (int64_t i = 0; i < size; i++) {
        if (from[i] != BLANK) {
            int is_alone = way == WORDS && (i == 0 || from[i - 1] == BLANK) && (i + 1 == size || from[i + 1] == BLANK);
            if (is_alone)
                continue;
            if (way == WORDS && n && from[i - 1] == BLANK)
                to[n++] = ' ';
            to[n++] = (char)from[i];
        } else if (way == CHARACTERS) {
            to[n++] = '\xC2'; /* a middle dot */
            to[n++] = '\xB7';
        }
    }
    return n;
}

/* (letters, start, end, way): the spans as a list of texts; way 0 words without single letters, one blank
   between, 1 as they are, 2 a middle dot for a blank. */
KERNEL(spell_spans)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 4) < 0)
        return NULL;
    long way = PyLong_AsLong(args[3]);
    if (PyErr_Occurred() || open_arrays(&arrays, args, "188") < 0)
        return NULL;
    const int64_t *start = READ(int64_t, 1), *end = READ(int64_t, 2);
    int64_t n = arrays.size[1], longest = 0;
    int fits = arrays.size[2] == n && way >= WORDS && way <= CHARACTERS;
    for (int64_t i = 0; fits && i < n; i++) {
        fits = start[i] >= 0 && start[i] <= end[i] && end[i] <= arrays.size[0];
        longest = end[i] - start[i] > longest ? end[i] - start[i] : longest;
    }
    if (!fits)
        return refuse(&arrays);
    char *spelled = malloc((size_t)(2 * longest + 1));
    PyObject *texts = spelled ? PyList_New(n) : PyErr_NoMemory();
    for (int64_t i = 0; texts && i < n; i++) {
        int64_t size = spell_span(READ(uint8_t, 0) + start[i], end[i] - start[i], (int)way, spelled);
        PyObject *text = PyUnicode_DecodeUTF8(spelled, size, "replace");
        if (!text || PyList_SetItem(texts, i, text) < 0)
            Py_CLEAR(texts);
    }
    free(spelled);
    close_arrays(&arrays);
    return texts;
}

/* (text): how many capitals, digits and quotation marks an ASCII text has, and runs of two X and more. */
KERNEL(count_letters)
{
    (void)self;
    if (check_count(n_args, 1) < 0)
        return NULL;
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(args[0], &size);
    if (!text)
        return NULL;
    if (PyUnicode_GetLength(args[0]) != size) {
        PyErr_SetString(PyExc_ValueError, "the text is not ASCII");
        return NULL;
    }
    long long n_capitals = 0, n_digits = 0, n_marks = 0, n_runs = 0;
    Py_BEGIN_ALLOW_THREADS
    Py_ssize_t run = 0;
    for (Py_ssize_t i = 0; i < size; i++) {
        uint8_t code = (uint8_t)text[i];
        n_capitals += (uint8_t)(code - 'A') < 26;
        n_digits += (uint8_t)(code - '0') < 10;
        n_marks += code == '"';
        run = code == 'X' ? run + 1 : 0;
        n_runs += run == 2;
    }
    Py_END_ALLOW_THREADS
    return Py_BuildValue("LLLL", n_capitals, n_digits, n_marks, n_runs);
}
