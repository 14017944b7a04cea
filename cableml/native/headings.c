/* Where a paragraph's own text ends, and the heading behind it, as cableml/parsing/rules/headings.py reads them. */

#include "letters.h"

enum { MAX_CHARS = 90, MAX_LINES = 3, REACH = 360, INLINE_REACH = 220, CAPITALS_REACH = 110 };

static const char RULE_MARKS[] = "-=_*~.", HEADING_MARKS[] = "-=_*~ ";

typedef struct {
    Py_ssize_t begin, end;     /* as it stands */
    Py_ssize_t first, last;    /* without white space around it */
} Line;

static int is_rule(const uint8_t *at, const Line *line)
{
    if (line->last - line->first < 3 || !is_one_of(at[line->first], RULE_MARKS))
        return 0;
    for (Py_ssize_t i = line->first; i < line->last; i++)
        if (!is_one_of(at[i], "-=_*~.+ "))
            return 0;
    return 1;
}

static int is_blank(const Line *line)
{
    return line->first == line->last;
}

/* Cuts a stretch into its lines; returns how many there are. */
static int cut_lines(const Letters *letters, Py_ssize_t begin, Py_ssize_t end, Line *lines)
{
    int n = 0;
    for (Py_ssize_t stop = begin; stop <= end; stop++) {
        if (stop < end && letters->at[stop] != '\n')
            continue;
        Line line = {begin, stop, begin, stop};
        while (line.first < line.last && is_space(letters, line.first))
            line.first++;
        while (line.first < line.last && is_space(letters, line.last - 1))
            line.last--;
        lines[n++] = line;
        begin = stop + 1;
    }
    return n;
}

/* Joins lines by blanks, white space folded. Returns the size, or -1 where letters are not ASCII, or not printed. */
static int join_lines(const uint8_t *at, const Line *lines, int n, int folds, char *joined)
{
    int size = 0;
    for (int i = 0; i < n; i++) {
        if (i)
            joined[size++] = ' ';
        for (Py_ssize_t k = lines[i].first; k < lines[i].last; k++) {
            if (at[k] >= 127 || (at[k] < ' ' && at[k] != '\t'))
                return -1;
            int is_tab_or_blank = is_tab(at[k]);
            if (!(folds && is_tab_or_blank && size && joined[size - 1] == ' '))
                joined[size++] = folds && is_tab_or_blank ? ' ' : (char)at[k];
        }
    }
    return size;
}

static int is_letter(char letter)
{
    return (uint8_t)((letter | 0x20) - 'a') < 26;
}

static int is_digit(char letter)
{
    return (uint8_t)(letter - '0') < 10;
}

/* Whether a line opens an item of a list: (a) or 12. */
static int is_item(const char *line, int size)
{
    int place = size && line[0] == '(', first = place;
    while (place < size && place - first < 3 && (is_letter(line[place]) || is_digit(line[place])))
        place++;
    return place > first && size - place > 1 && (line[place] == '.' || line[place] == ')') &&
           is_tab((uint8_t)line[place + 1]);
}

static int reads_as_heading(const char *line, int size, int ruled)
{
    int first = 0, last = size, n_blanks = 0, n_letters = 0, n_figures = 0;
    while (first < last && is_one_of((uint8_t)line[first], HEADING_MARKS))
        first++;
    while (first < last && is_one_of((uint8_t)line[last - 1], HEADING_MARKS))
        last--;
    for (int i = first; i < last; i++) {
        n_blanks += line[i] == ' ';
        n_letters += is_letter(line[i]);
        n_figures += is_digit(line[i]);
    }
    if (first == last || last - first > MAX_CHARS || n_blanks > 13 || !n_letters)
        return 0;
    if (ruled)
        return line[last - 1] != '.' || last - first <= 60;
    int opens = (uint8_t)(line[first] - 'A') < 26 || is_digit(line[first]) || is_one_of((uint8_t)line[first], "\"'(");
    if (is_one_of((uint8_t)line[last - 1], ".,;") || !opens)
        return 0;
    if (size > 1 && ((line[0] == '-' && (line[1] == '-' || line[1] == ' ')) || (line[0] == '*' && line[1] == ' ')))
        return 0;
    return !is_item(line, size) && n_figures * 4 <= last - first;
}

/* The number of the heading's first line, -1 if the last line ends a paragraph, -2 where Python is to say. */
static int find_first_line(const uint8_t *at, const Line *lines, int last, int ruled, int at_start)
{
    char joined[REACH + MAX_LINES + 1];
    int first = last;
    while (first > 0 && last - first < MAX_LINES && !is_blank(&lines[first - 1]) && !is_rule(at, &lines[first - 1]))
        first--;
    int n_lines = last - first + 1, opens = first == 0 && at_start, size;
    if (first > 0 && n_lines <= MAX_LINES && (is_blank(&lines[first - 1]) || is_rule(at, &lines[first - 1]))) {
        if ((size = join_lines(at, lines + first, n_lines, 0, joined)) < 0)
            return -2;
        if (reads_as_heading(joined, size, ruled))
            return first;
    }
    if ((opens && n_lines == 1) || !last || is_blank(&lines[last - 1]) ||
        !is_one_of(at[lines[last - 1].last - 1], ".!?)\":") ||
        (!ruled && is_one_of(at[lines[last].first], "-*(")))
        return -1;
    size = join_lines(at, lines + last, 1, 0, joined);
    return size < 0 ? -2 : reads_as_heading(joined, size, ruled) ? last : -1;
}

/* Whether no heading can share the last line with a paragraph that ends there: neither dashes nor capitals do. */
static int ends_plainly(const uint8_t *at, Py_ssize_t line, Py_ssize_t end)
{
    Py_ssize_t low = end - line > INLINE_REACH ? end - INLINE_REACH : line;
    for (Py_ssize_t i = low; i + 3 <= end; i++)
        if ((at[i] == '-' || at[i] == '=') && at[i + 1] == at[i] && at[i + 2] == at[i])
            return 0;
    low = end - low > CAPITALS_REACH ? end - CAPITALS_REACH : low;
    while (end > low && (at[end - 1] == ' ' || at[end - 1] == '\n'))
        end--;
    Py_ssize_t begin = end;
    while (begin > low && ((uint8_t)(at[begin - 1] - 'A') < 26 || is_digit((char)at[begin - 1]) ||
                           is_one_of(at[begin - 1], " ,'\"&;:/()?!-")))
        begin--;
    return end - begin < 6;
}

int split_heading(const Letters *letters, Py_ssize_t start, Py_ssize_t end, Py_ssize_t *cut, PyObject **heading)
{
    const uint8_t *at = letters->at;
    Line lines[REACH + 1];
    Py_ssize_t low = end - start > REACH ? end - REACH : start, stop = end;
    *heading = NULL;
    while (stop > low && is_space(letters, stop - 1))
        stop--;
    *cut = stop;
    if (stop > low && at[stop - 1] == '.')
        return 1;
    int n_lines = cut_lines(letters, low, stop, lines), last = n_lines - 1, ruled = 0;
    Py_ssize_t line_begin = lines[last].begin;
    if (stop - line_begin + 1 > MAX_CHARS + 30)
        return ends_plainly(at, line_begin, stop);
    for (; last >= 0; last--) {
        if (is_blank(&lines[last]))
            continue;
        if (!is_rule(at, &lines[last]))
            break;
        ruled = 1;
    }
    if (last < 0) {
        *cut = low;
        return 1;
    }
    int first = find_first_line(at, lines, last, ruled, low == start);
    if (first == -1) {
        *cut = lines[last].end;
        return ends_plainly(at, lines[last].begin, lines[last].end);
    }
    char joined[REACH + 1];
    int size = first < 0 ? -1 : join_lines(at, lines + first, last - first + 1, 1, joined), begin = 0;
    if (size < 0)
        return 0;
    while (begin < size && is_one_of((uint8_t)joined[begin], HEADING_MARKS))
        begin++;
    while (begin < size && is_one_of((uint8_t)joined[size - 1], HEADING_MARKS))
        size--;
    if (begin < size && !(*heading = PyUnicode_FromStringAndSize(joined + begin, size - begin)))
        return -1;
    int above = first - 1;
    while (above >= 0 && (is_blank(&lines[above]) || is_rule(at, &lines[above])))
        above--;
    *cut = lines[above + 1].begin;
    return 1;
}
