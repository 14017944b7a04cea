/* The paragraphs of a body: where their numbers and marks stand, their texts, as
   cableml/parsing/rules/paragraphs.py reads them. */

#include "letters.h"

enum { LONGEST_MARK = 60, MOST_MATCHES = 20000, BLANK_TAIL = 300 };

/* One match of the pattern `_START`; places are -1 where the part is missing. */
typedef struct {
    Py_ssize_t end, number_end, opens;
    Py_ssize_t inside, inside_end; /* what stands in the bracket */
    int number, is_behind;         /* -1 without a number; whether it stands behind the mark */
    int has_pilcrow, has_dot, is_bracket;
} Start;

/* Reads one to three figures that no other follows. Returns the place behind them; -1 where there are none,
   -2 where a letter may be a figure of another script. */
static Py_ssize_t read_number(const Letters *letters, Py_ssize_t place, Py_ssize_t end, int *number)
{
    Py_ssize_t first = place;
    *number = 0;
    for (; place < end && place - first < 4; place++) {
        int figure = is_figure(letters, place);
        if (figure == UNSURE)
            return -2;
        if (!figure)
            break;
        *number = *number * 10 + letters->at[place] - '0';
    }
    return place == first || place - first == 4 ? -1 : place;
}

/* Reads SBU, TS, S, C or U, with /NF or without, and a closing bracket. Returns the place behind the word, or -1. */
static Py_ssize_t read_half(const uint8_t *at, Py_ssize_t place, Py_ssize_t end)
{
    if (end - place > 3 && memcmp(at + place, "SBU", 3) == 0)
        place += 3;
    else if (end - place > 2 && memcmp(at + place, "TS", 2) == 0)
        place += 2;
    else if (end - place > 1 && is_one_of(at[place], "SCU"))
        place += 1;
    else
        return -1;
    if (at[place] == '/') {
        Py_ssize_t behind = place + 1 + (end - place > 1 && at[place + 1] == '/');
        if (end - behind > 2 && at[behind] == 'N' && at[behind + 1] == 'F')
            place = behind + 2;
    }
    return place < end && at[place] == ')' ? place : -1;
}

/* Reads what may follow a number: a bracket with a mark. Returns the place behind it, or the one given. */
static Py_ssize_t read_mark(const Letters *letters, Py_ssize_t begin, Py_ssize_t end, Start *start)
{
    const uint8_t *at = letters->at;
    Py_ssize_t place = skip_tabs(at, begin, end, 12);
    place += place < end && at[place] == '.';
    place = skip_tabs(at, place, end, end);
    place += place < end && at[place] == '\n';
    place = skip_tabs(at, place, end, 12);
    if (place < end && is_one_of(at[place], "([{")) {
        place += 1 + (end - place > 1 && is_one_of(at[place + 1], "([{"));
        Py_ssize_t stop = place;
        while (stop < end && stop - place <= LONGEST_MARK && !is_one_of(at[stop], "()[]{}\n"))
            stop++;
        if (stop == place || stop == end || stop - place > LONGEST_MARK || !is_one_of(at[stop], ")]}"))
            return begin;
        start->inside = place;
        start->inside_end = stop;
        start->opens = place - 1;
        return stop + 1 + (end - stop > 1 && is_one_of(at[stop + 1], ")]}"));
    }
    Py_ssize_t stop = read_half(at, place, end);
    if (stop < 0)
        return begin;
    start->inside = start->opens = place;
    start->inside_end = stop;
    return stop + 1;
}

/* Matches the pattern at a line feed: 1, 0, or -1 where a letter may be a figure of another script. */
static int match_start(const Letters *letters, Py_ssize_t place, Py_ssize_t end, Start *start)
{
    const uint8_t *at = letters->at;
    *start = (Start){.end = -1, .number_end = -1, .opens = -1, .inside = -1, .number = -1};
    for (place++; place < end && (is_tab(at[place]) || at[place] == '>'); place++)
        ;
    if (place < end && at[place] == 0xB6) {
        start->has_pilcrow = 1;
        place = skip_tabs(at, place + 1, end, end);
    }
    if (place == end)
        return 0;
    if (at[place] == '(') {
        Py_ssize_t stop = ++place;
        while (stop < end && stop - place <= LONGEST_MARK && !is_one_of(at[stop], "()\n"))
            stop++;
        if (stop == place || stop == end || stop - place > LONGEST_MARK || at[stop] != ')')
            return 0;
        start->inside = place;
        start->inside_end = stop;
        place = skip_tabs(at, stop + 1, end, 12);
        if (place < end && at[place] == 0xB6)
            place = skip_tabs(at, place + 1, end, 3);
        int number;
        Py_ssize_t behind = place < end ? read_number(letters, place, end, &number) : -1;
        if (behind == -2)
            return -1;
        if (behind >= 0 && behind < end && is_one_of(at[behind], ".)")) {
            start->number = number;
            start->is_behind = 1;
            place = behind + 1;
        }
        start->end = skip_tabs(at, place, end, end);
        return 1;
    }
    int number;
    Py_ssize_t behind = read_number(letters, place, end, &number);
    if (behind < 0)
        return behind == -2 ? -1 : 0;
    if (behind < end && at[behind] == '%')
        return 0;
    if (end - behind > 1 && is_one_of(at[behind], ".,/-")) {
        int figure = is_figure(letters, behind + 1);
        if (figure)
            return figure == UNSURE ? -1 : 0;
    }
    start->number = number;
    start->number_end = place = behind;
    Py_ssize_t dot = skip_tabs(at, place, end, 3);
    if (dot < end && is_one_of(at[dot], ".):,")) {
        start->has_dot = 1;
        start->is_bracket = at[dot] == ')';
        place = dot + 1;
    }
    start->end = skip_tabs(at, read_mark(letters, place, end, start), end, end);
    return 1;
}

static PyObject *build_start(const Letters *letters, Py_ssize_t place, const Start *start)
{
    PyObject *number = start->number < 0 ? Py_NewRef(Py_None) : PyLong_FromLong(start->number);
    PyObject *inside = start->inside < 0 ? Py_NewRef(Py_None)
                                         : PyUnicode_Substring(letters->text, start->inside, start->inside_end);
    int counts = start->number >= 0 && (start->is_behind || start->has_dot || start->has_pilcrow);
    int is_strong = start->has_pilcrow && start->has_dot;
    Py_ssize_t wraps = start->has_pilcrow || start->is_behind ? -1 : start->number_end;
    return pack(9, PyLong_FromSsize_t(place), PyLong_FromSsize_t(start->end), number, inside, PyBool_FromLong(counts),
                PyBool_FromLong(is_strong), PyBool_FromLong(start->is_bracket), PyLong_FromSsize_t(wraps),
                PyLong_FromSsize_t(start->opens));
}

/* (text, start, end): as `_find_starts` of the rule, which reads the same from its pattern. None where a letter may
   be a figure of another script. */
KERNEL(find_starts)
{
    (void)self;
    Letters letters;
    if (check_count(n_args, 3) < 0)
        return NULL;
    Py_ssize_t place = PyLong_AsSsize_t(args[1]), end = PyLong_AsSsize_t(args[2]);
    if (PyErr_Occurred() || open_letters(&letters, args[0]) < 0)
        return NULL;
    place = place < 0 ? 0 : place;
    end = end < letters.n ? end : letters.n;
    PyObject *starts = PyList_New(0);
    int n_matches = 0;
    const uint8_t *feed;
    while (starts && n_matches < MOST_MATCHES && place < end &&
           (feed = memchr(letters.at + place, '\n', (size_t)(end - place)))) {
        Start start;
        place = feed - letters.at;
        int matches = match_start(&letters, place, end, &start);
        if (matches < 0) {
            Py_DECREF(starts);
            close_letters(&letters);
            Py_RETURN_NONE;
        }
        if (!matches) {
            place++;
            continue;
        }
        n_matches++;
        if (start.inside >= 0 || (start.number >= 0 && (start.has_dot || start.has_pilcrow))) {
            PyObject *found = build_start(&letters, place, &start);
            if (!found || PyList_Append(starts, found) < 0)
                Py_CLEAR(starts);
            Py_XDECREF(found);
        }
        place = start.end;
    }
    close_letters(&letters);
    return starts;
}

/* One paragraph of `cut_paragraphs`: new, or NULL with an exception set. */
static PyObject *cut_paragraph(const Letters *letters, Py_ssize_t begin, Py_ssize_t stop, uint8_t *room)
{
    Py_ssize_t cut = stop;
    PyObject *heading = NULL;
    while (cut > begin && is_space(letters, cut - 1))
        cut--;
    if (cut == begin || letters->at[cut - 1] != '.' || stop - cut >= BLANK_TAIL) {
        int is_split = letters->is_wide ? 0 : split_heading(letters, begin, stop, &cut, &heading);
        if (is_split <= 0)
            return is_split < 0 ? NULL : Py_NewRef(Py_None);
    }
    PyObject *folded = fold_letters(letters, begin, cut, room);
    return pack(3, folded, PyLong_FromSsize_t(cut), heading ? heading : Py_NewRef(Py_None));
}

/* (text, starts): for each start (opens, begin, ...) but the last, whose text goes from `begin` to where the next one
   opens: (the text folded, the offset behind it, the heading behind it or None), as `_cut_paragraphs` of the rule.
   None where Python is to say, and for a text that holds letters or white space that this does not fold. */
KERNEL(cut_paragraphs)
{
    (void)self;
    Letters letters;
    if (check_count(n_args, 2) < 0)
        return NULL;
    Py_ssize_t n = PyList_Size(args[1]);
    if (n < 0 || open_letters(&letters, args[0]) < 0)
        return NULL;
    uint8_t *room = malloc((size_t)letters.n + FOLD_ROOM);
    PyObject *found = room ? PyList_New(n ? n - 1 : 0) : PyErr_NoMemory();
    for (Py_ssize_t i = 0; found && i + 1 < n; i++) {
        Py_ssize_t begin, stop;
        PyObject *paragraph = NULL;
        if (read_places(PyList_GetItem(args[1], i), 1, &begin, NULL) == 0 &&
            read_places(PyList_GetItem(args[1], i + 1), 0, &stop, NULL) == 0) {
            stop = stop < 0 ? 0 : stop < letters.n ? stop : letters.n;
            begin = begin < 0 ? 0 : begin;
            paragraph = begin <= stop ? cut_paragraph(&letters, begin, stop, room) : Py_NewRef(Py_None);
        }
        if (!paragraph || PyList_SetItem(found, i, paragraph) < 0)
            Py_CLEAR(found);
    }
    free(room);
    close_letters(&letters);
    return found;
}
