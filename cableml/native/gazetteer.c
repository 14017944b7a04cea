/* Which tags a cable's own words name: as cableml/features/names.py and gazetteer.py do. */

#include "kernels.h"

enum { N_GROUPS = 3, N_ZONES = 3, SUBJECT = 0, HEADING = 1, PARAGRAPH = 2, MOST_WORDS = 16, MOST_KINDS = 16 };
enum { ANY_CASE, CAPITAL, CAPITALS, CAPITALS_AMONG_SMALL };

/* The text of a piece with its capitals; has_small 2: not looked at yet. */
typedef struct {
    const char *letters;
    Py_ssize_t size;
    uint8_t has_small;
} Cased;

typedef struct {
    int64_t n, room;
    uint64_t *keys, *spare; /* code << 32 | word of the batch */
} Found;

/* A bit for each value of a hash's highest 16 bits: most words are no beginning, and known not to be at once. */
typedef struct {
    uint64_t bits[1024];
} Filter;

static inline int may_begin(const Filter *filter, uint64_t hash)
{
    return filter->bits[hash >> 54] >> (hash >> 48 & 63) & 1;
}

/* Columns of the result, each as many bytes a number as its array will have. */
enum { CODE, IN_SUBJECT, IN_HEADINGS, IN_BODY, IN_LEAD, SHARE, SUBJECT_POSITION, POSITION, RANK, N_COLUMNS };
static const int WIDTHS[N_COLUMNS] = {8, 4, 4, 4, 4, 4, 4, 4, 4};

typedef struct {
    int64_t n, room;
    char *column[N_COLUMNS];
} Result;

static int add_found(Found *found, int64_t code, int64_t word)
{
    if (found->n == found->room) {
        int64_t room = 2 * found->room + 256;
        uint64_t *keys = realloc(found->keys, (size_t)room * sizeof *keys);
        if (!keys)
            return -1;
        found->keys = keys;
        uint64_t *spare = realloc(found->spare, (size_t)room * sizeof *spare);
        if (!spare)
            return -1;
        found->spare = spare;
        found->room = room;
    }
    found->keys[found->n++] = (uint64_t)code << 32 | (uint64_t)word;
    return 0;
}

static int make_room(Result *result, int64_t more)
{
    if (result->n + more <= result->room)
        return 0;
    int64_t room = 2 * (result->n + more) + 256;
    for (int k = 0; k < N_COLUMNS; k++) {
        char *grown = realloc(result->column[k], (size_t)(room * WIDTHS[k]));
        if (!grown)
            return -1;
        result->column[k] = grown;
    }
    result->room = room;
    return 0;
}

static int is_capital(char letter)
{
    return letter >= 'A' && letter <= 'Z';
}

static int has_small(Cased *text)
{
    if (text->has_small == 2) {
        int n_capitals = 0, n_small = 0;
        for (Py_ssize_t i = 0; i < text->size; i++) {
            n_capitals += is_capital(text->letters[i]);
            n_small += text->letters[i] >= 'a' && text->letters[i] <= 'z';
        }
        text->has_small = n_small || !n_capitals; /* not all capitals, as str.isupper has it */
    }
    return text->has_small;
}

static int fits_case(int64_t rule, Cased *text, int64_t first, int64_t last)
{
    if (rule == ANY_CASE)
        return 1;
    if (first < 0 || last >= text->size)
        return 0;
    return is_capital(text->letters[first]) && (rule < CAPITALS || is_capital(text->letters[last])) &&
           (rule < CAPITALS_AMONG_SMALL || has_small(text));
}

/* The names of one cable, sorted, to one line a tag. */
static void describe(Result *result, Found *found, const int64_t *piece_of, const int64_t *zone_of,
                     const uint8_t *is_lead, const int64_t *begin, const int64_t *kind_of, int64_t n_paragraphs)
{
    sort_numbers(found->keys, found->spare, found->n);
    int64_t first_line = result->n;
#define LINE(type, column_number) (((type *)result->column[column_number])[result->n])
    for (int64_t i = 0; i < found->n; result->n++) {
        uint64_t code = found->keys[i] >> 32;
        int32_t n_in[N_ZONES] = {0, 0, 0}, in_lead = 0;
        int64_t n_naming = 0, last_piece = -1;
        double least[N_ZONES] = {1.0, 1.0, 1.0};
        for (; i < found->n && found->keys[i] >> 32 == code; i++) {
            int64_t word = (int64_t)(found->keys[i] & 0xFFFFFFFFu), piece = piece_of[word];
            int zone = (int)(zone_of[piece] % N_ZONES);
            n_in[zone]++;
            in_lead += is_lead[piece] != 0;
            n_naming += zone == PARAGRAPH && piece != last_piece;
            last_piece = piece;
            double before = (double)(word - begin[zone]) / (double)(begin[zone + 1] - begin[zone]);
            if (before < least[zone])
                least[zone] = before;
        }
        LINE(int64_t, CODE) = (int64_t)code;
        LINE(int32_t, IN_SUBJECT) = n_in[SUBJECT];
        LINE(int32_t, IN_HEADINGS) = n_in[HEADING];
        LINE(int32_t, IN_BODY) = n_in[PARAGRAPH];
        LINE(int32_t, IN_LEAD) = in_lead;
        LINE(float, SHARE) = (float)((double)n_naming / (double)(n_paragraphs > 1 ? n_paragraphs : 1));
        LINE(float, SUBJECT_POSITION) = (float)least[SUBJECT];
        LINE(float, POSITION) = (float)least[PARAGRAPH];
    }
    const int64_t *codes = (const int64_t *)result->column[CODE];
    const int32_t *in_body = (const int32_t *)result->column[IN_BODY];
    for (int64_t i = first_line; i < result->n; i++) {
        int32_t rank = 0;
        for (int64_t k = first_line; k < result->n; k++)
            rank += kind_of[codes[k]] == kind_of[codes[i]] && in_body[k] > in_body[i];
        ((int32_t *)result->column[RANK])[i] = rank;
    }
}

/* (cased, has_small, piece, hash, start, end, piece_begin, section, is_lead, indptr, beginnings, slots,
   goes_on, name, rule, name_indptr, name_codes, kinds): what the words of some cables name, see
   find_mentions of gazetteer.py. `cased` holds a text a piece, ASCII as str, others as bytes with their
   has_small; `indptr` (n_cables + 1,) is filled. Returns the columns as bytes, from code to rank. */
KERNEL(find_mentions)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 18) < 0 || open_arrays(&arrays, args + 1, "18888881h84188888") < 0)
        return NULL;
    const int64_t *piece_of = READ(int64_t, 1), *start = READ(int64_t, 3), *end = READ(int64_t, 4);
    const uint64_t *hash = READ(uint64_t, 2);
    const int64_t *piece_begin = READ(int64_t, 5), *section = READ(int64_t, 6);
    const uint8_t *is_lead = READ(uint8_t, 7), *goes_on = READ(uint8_t, 11);
    int64_t *indptr = WRITE(int64_t, 8);
    const int64_t *name = READ(int64_t, 12), *rule = READ(int64_t, 13), *name_indptr = READ(int64_t, 14);
    const int64_t *name_codes = READ(int64_t, 15), *kinds = READ(int64_t, 16);
    int64_t n_words = arrays.size[1], n_pieces = arrays.size[5], n_cables = arrays.size[8] - 1;
    int64_t n_beginnings = arrays.size[9], n_names = arrays.size[13], n_codes = arrays.size[16];
    PyObject *list = args[0], *columns = NULL;
    Slots table;
    int fits = PyList_Check(list) && PyList_Size(list) == n_pieces && arrays.size[0] == n_pieces &&
               arrays.size[6] == n_pieces && arrays.size[7] == n_pieces && n_cables >= 0 &&
               arrays.size[2] == n_words && arrays.size[3] == n_words && arrays.size[4] == n_words &&
               n_words < ((int64_t)1 << 32) && n_beginnings < arrays.size[10] &&
               arrays.size[11] == n_beginnings && arrays.size[12] == N_GROUPS * n_beginnings &&
               arrays.size[14] == n_names + 1 &&
               open_slots(&table, READ(uint64_t, 9), READ(uint32_t, 10), arrays.size[10]) == 0;
    for (int64_t i = 0; fits && i < n_words; i++)
        fits = piece_of[i] >= (i ? piece_of[i - 1] : 0) && piece_of[i] < n_pieces;
    for (int64_t i = 0; fits && i < n_pieces; i++)
        fits = section[i] >= (i ? section[i - 1] : 0) && section[i] < n_cables * N_ZONES;
    for (int64_t i = 0; fits && i < N_GROUPS * n_beginnings; i++)
        fits = name[i] < n_names;
    for (int64_t i = 0; fits && i < n_names; i++)
        fits = name_indptr[i] >= 0 && name_indptr[i] <= name_indptr[i + 1] && name_indptr[i + 1] <= arrays.size[15];
    for (int64_t i = 0; fits && i < arrays.size[15]; i++)
        fits = name_codes[i] >= 0 && name_codes[i] < n_codes;
    if (!fits)
        return refuse(&arrays);
    Cased *cased = malloc((size_t)(n_pieces + 1) * sizeof *cased);
    int64_t *first_word = malloc((size_t)(n_cables * N_ZONES + 2) * sizeof *first_word);
    int64_t *n_paragraphs = calloc((size_t)n_cables + 1, sizeof *n_paragraphs);
    Found found = {0};
    Result result = {0};
    int failed = !cased || !first_word || !n_paragraphs || make_room(&result, 1) < 0;
    if (failed)
        PyErr_NoMemory();
    for (int64_t i = 0; !failed && i < n_pieces; i++) {
        PyObject *text = PyList_GetItem(list, i);
        cased[i].has_small = READ(uint8_t, 0)[i];
        if (PyBytes_Check(text)) {
            char *letters;
            failed = PyBytes_AsStringAndSize(text, &letters, &cased[i].size) < 0;
            cased[i].letters = letters;
        } else {
            cased[i].letters = PyUnicode_AsUTF8AndSize(text, &cased[i].size);
            failed = !cased[i].letters;
        }
    }
    if (failed)
        goto done;
    Py_BEGIN_ALLOW_THREADS
    Filter filter = {{0}};
    for (int64_t i = 0; i < n_beginnings; i++)
        filter.bits[table.hashes[i] >> 54] |= (uint64_t)1 << (table.hashes[i] >> 48 & 63);
    int64_t next_section = 0;
    for (int64_t i = 0; i < n_words; i++)
        while (next_section <= section[piece_of[i]])
            first_word[next_section++] = i;
    while (next_section <= n_cables * N_ZONES)
        first_word[next_section++] = n_words;
    for (int64_t i = 0; i < n_pieces; i++)
        n_paragraphs[section[i] / N_ZONES] += section[i] % N_ZONES == PARAGRAPH;
    int64_t last_end[N_GROUPS] = {0, 0, 0};
    indptr[0] = 0;
    for (int64_t cable = 0; cable < n_cables && !failed; cable++) {
        int64_t cable_end = first_word[(cable + 1) * N_ZONES];
        found.n = 0;
        for (int64_t word = first_word[cable * N_ZONES]; word < cable_end && !failed; word++) {
            uint64_t sequence = hash[word];
            if (!may_begin(&filter, sequence))
                continue;
            int64_t piece = piece_of[word], longest[N_GROUPS] = {-1, -1, -1}, reach[N_GROUPS] = {0, 0, 0};
            for (int64_t size = 1; size < MOST_WORDS; size++) {
                uint32_t place = find_slot(&table, sequence);
                if (place == NO_SLOT)
                    break;
                for (int group = 0; group < N_GROUPS; group++) {
                    int64_t here = name[group * n_beginnings + place];
                    if (here < 0)
                        continue;
                    if (rule[here] != ANY_CASE &&
                        !fits_case(rule[here], &cased[piece], start[word] - piece_begin[piece],
                                   end[word + size - 1] - 1 - piece_begin[piece]))
                        continue;
                    longest[group] = here;
                    reach[group] = word + size;
                }
                if (!goes_on[place] || word + size >= n_words || piece_of[word + size] != piece)
                    break;
                sequence = extend_hash(sequence, hash[word + size]);
            }
            for (int group = 0; group < N_GROUPS; group++) {
                if (longest[group] < 0 || word < last_end[group])
                    continue;
                last_end[group] = reach[group];
                for (int64_t k = name_indptr[longest[group]]; k < name_indptr[longest[group] + 1]; k++)
                    failed |= add_found(&found, name_codes[k], word) < 0;
            }
        }
        if (!failed && make_room(&result, found.n) == 0)
            describe(&result, &found, piece_of, section, is_lead, first_word + cable * N_ZONES, kinds,
                     n_paragraphs[cable]);
        else
            failed = 1;
        indptr[cable + 1] = result.n;
    }
    Py_END_ALLOW_THREADS
    if (failed) {
        PyErr_NoMemory();
        goto done;
    }
    columns = PyTuple_New(N_COLUMNS);
    for (int k = 0; columns && k < N_COLUMNS; k++) {
        PyObject *column = PyBytes_FromStringAndSize(result.column[k], result.n * WIDTHS[k]);
        if (!column || PyTuple_SetItem(columns, k, column) < 0)
            Py_CLEAR(columns);
    }
done:
    for (int k = 0; k < N_COLUMNS; k++)
        free(result.column[k]);
    free(found.keys);
    free(found.spare);
    free(cased);
    free(first_word);
    free(n_paragraphs);
    close_arrays(&arrays);
    return columns;
}
