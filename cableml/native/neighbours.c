/* Likeness to the kept cables and their votes: as cableml/models/memory.py and neighbours.py do. */

#include <math.h>

#include "kernels.h"

enum { N_PRIORS = 3, MOST_NEAREST = 256, MOST_COUNTS = 8, AT_ONCE = 256 };

WIDE static void multiply(const uint16_t *values, int64_t n, float by, float *products)
{
    for (int64_t i = 0; i < n; i++) {
        uint32_t bits = (uint32_t)(values[i] & 0x7FFF) << 13, sign = (uint32_t)(values[i] & 0x8000) << 16;
        float number;
        memcpy(&number, &bits, sizeof number);
        number *= 0x1p112f;
        memcpy(&bits, &number, sizeof number);
        bits |= sign;
        memcpy(&number, &bits, sizeof number);
        products[i] = number * by;
    }
}

/* (indptr, indices, data, starts, cables, values, n_cables, alike): inner products of rows and kept cables. */
KERNEL(measure_similarity)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 8) < 0)
        return NULL;
    int64_t n_cables = PyLong_AsLongLong(args[6]);
    PyObject *objects[7] = {args[0], args[1], args[2], args[3], args[4], args[5], args[7]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "884442d") < 0)
        return NULL;
    const int64_t *indptr = READ(int64_t, 0), *indices = READ(int64_t, 1);
    const float *data = READ(float, 2);
    const uint32_t *starts = READ(uint32_t, 3), *cables = READ(uint32_t, 4);
    const uint16_t *values = READ(uint16_t, 5);
    float *alike = WRITE(float, 6);
    int64_t n_rows = arrays.size[0] - 1, n = arrays.size[1], n_kept = arrays.size[4];
    int fits = n_rows >= 0 && n_cables >= 0 && arrays.size[2] == n && arrays.size[5] == n_kept &&
               arrays.size[6] == n_rows * n_cables && indptr[0] == 0 && indptr[n_rows] == n;
    for (int64_t row = 0; fits && row < n_rows; row++)
        fits = indptr[row] <= indptr[row + 1];
    for (int64_t i = 0; fits && i < n; i++)
        fits = indices[i] >= 0 && indices[i] + 1 < arrays.size[3] && starts[indices[i] + 1] <= n_kept;
    double *sums = fits ? malloc((size_t)(n_cables + 1) * sizeof *sums) : NULL;
    if (!sums) {
        if (fits)
            PyErr_NoMemory();
        return refuse(&arrays);
    }
    Py_BEGIN_ALLOW_THREADS
    for (int64_t row = 0; row < n_rows; row++) {
        memset(sums, 0, (size_t)n_cables * sizeof *sums);
        for (int64_t i = indptr[row]; i < indptr[row + 1]; i++) {
            uint32_t end = starts[indices[i] + 1];
            for (uint32_t first = starts[indices[i]]; first < end; first += AT_ONCE) {
                float products[AT_ONCE];
                int size = end - first < AT_ONCE ? (int)(end - first) : AT_ONCE;
                multiply(values + first, size, data[i], products);
                for (int k = 0; k < size; k++)
                    if (cables[first + k] < n_cables)
                        sums[cables[first + k]] += (double)products[k];
            }
        }
        for (int64_t cable = 0; cable < n_cables; cable++)
            alike[row * n_cables + cable] = (float)sums[cable];
    }
    Py_END_ALLOW_THREADS
    free(sums);
    close_arrays(&arrays);
    Py_RETURN_NONE;
}

/* (alike, n_cables, row_posts, post_starts, by_post, starts, found): the likeness of each row to the cables
   of its own post; row i's stand from starts[i] to starts[i + 1]. */
KERNEL(gather_posts)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 7) < 0)
        return NULL;
    int64_t n_cables = PyLong_AsLongLong(args[1]);
    PyObject *objects[6] = {args[0], args[2], args[3], args[4], args[5], args[6]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "48848d") < 0)
        return NULL;
    const float *alike = READ(float, 0);
    const int64_t *row_posts = READ(int64_t, 1), *post_starts = READ(int64_t, 2), *starts = READ(int64_t, 4);
    const uint32_t *by_post = READ(uint32_t, 3);
    int64_t n_rows = arrays.size[1];
    int fits = arrays.size[0] == n_rows * n_cables && arrays.size[4] == n_rows + 1;
    for (int64_t row = 0; fits && row < n_rows; row++) {
        int64_t post = row_posts[row], size = 0;
        fits = post < arrays.size[2] - 1;
        if (fits && post >= 0) {
            size = post_starts[post + 1] - post_starts[post];
            fits = post_starts[post] >= 0 && size >= 0 && post_starts[post + 1] <= arrays.size[3];
        }
        fits = fits && starts[row] >= 0 && starts[row + 1] == starts[row] + size &&
               starts[row + 1] <= arrays.size[5];
    }
    if (!fits)
        return refuse(&arrays);
    for (int64_t row = 0; row < n_rows; row++) {
        const uint32_t *own = row_posts[row] < 0 ? by_post : by_post + post_starts[row_posts[row]];
        for (int64_t i = starts[row]; i < starts[row + 1]; i++, own++)
            WRITE(float, 5)[i] = *own < n_cables ? alike[row * n_cables + *own] : 0.0f;
    }
    close_arrays(&arrays);
    Py_RETURN_NONE;
}

typedef struct {
    int64_t n_cables, n_tags;
    const uint32_t *tag_starts;
    const uint16_t *tags;
    const uint32_t *cable_of; /* the cable of each of `tags` */
    double *sums;
    float *weights;
} Votes;

static inline void add_tags(const Votes *votes, int64_t cable, float weight)
{
    for (uint32_t k = votes->tag_starts[cable]; k < votes->tag_starts[cable + 1]; k++)
        votes->sums[votes->tags[k]] += (double)weight;
}

/* The votes by the weights, of the cables in the list or, where there is none, of all; drawn toward the
   tags' shares among all. */
static void draw_votes(const Votes *votes, const uint32_t *cables, int64_t n, float prior, const float *share,
                       float *drawn)
{
    float total = add_pairwise(votes->weights, votes->n_cables) + prior;
    memset(votes->sums, 0, (size_t)votes->n_tags * sizeof *votes->sums);
    if (cables) {
        for (int64_t i = 0; i < n; i++)
            add_tags(votes, cables[i], votes->weights[cables[i]]);
    } else {
        for (int64_t k = 0; k < n; k++)
            votes->sums[votes->tags[k]] += (double)votes->weights[votes->cable_of[k]];
    }
    for (int64_t tag = 0; tag < votes->n_tags; tag++)
        drawn[tag] = ((float)votes->sums[tag] + prior * share[tag]) / total;
}

/* The weight of each cable in the vote of the month: likeness squared, less for each month between. `decay`
   ends in a 0 for what lies further apart. */
WIDE static void weigh_month(const float *alike, const uint16_t *months, int64_t n, int32_t month,
                             const float *decay, int32_t n_months, float *weights)
{
    for (int64_t i = 0; i < n; i++) {
        int32_t apart = month - (int32_t)months[i];
        apart = apart < 0 ? -apart : apart;
        apart = apart < n_months && months[i] ? apart : n_months;
        weights[i] = alike[i] * alike[i] * decay[apart];
    }
}

/* The `most` largest, falling; of equal ones the first. Returns how many. */
static int64_t find_nearest(const float *alike, int64_t n_cables, int64_t most, float *best, uint32_t *place)
{
    int64_t n = 0;
    for (int64_t cable = 0; cable < n_cables; cable++) {
        float value = alike[cable];
        if (n == most && !(value > best[n - 1]))
            continue;
        int64_t at = n < most ? n++ : n - 1;
        for (; at > 0 && best[at - 1] < value; at--) {
            best[at] = best[at - 1];
            place[at] = place[at - 1];
        }
        best[at] = value;
        place[at] = (uint32_t)cable;
    }
    return n;
}

/* The tags of the n nearest, weighted by the square of the likeness. */
static void vote_nearest(const Votes *votes, const float *best, const uint32_t *place, int64_t n, float *drawn)
{
    uint64_t order[MOST_NEAREST], spare[MOST_NEAREST];
    float weights[MOST_NEAREST];
    memset(drawn, 0, (size_t)votes->n_tags * sizeof *drawn);
    if (n == 0)
        return;
    for (int64_t i = 0; i < n; i++)
        order[i] = (uint64_t)place[i] << 32 | (uint64_t)i;
    sort_numbers(order, spare, n);
    for (int64_t i = 0; i < n; i++) {
        float value = best[order[i] & 0xFFFFFFFFu];
        uint64_t cable = order[i] >> 32;
        weights[i] = value * value;
        for (uint32_t k = votes->tag_starts[cable]; k < votes->tag_starts[cable + 1]; k++)
            drawn[votes->tags[k]] += weights[i];
    }
    float total = add_pairwise(weights, n);
    total = total > 1e-9f ? total : 1e-9f;
    for (int64_t tag = 0; tag < votes->n_tags; tag++)
        drawn[tag] /= total;
}

/* (alike, n_cables, nearest, tag_starts, tags, share, votes) and, where the header votes too,
   (row_posts, post_starts, by_post, starts, cubes, row_months, months, decay_slow, decay_fast, priors,
   cited_starts, cited, row_folds, folds, cable_of): see vote of neighbours.py. The folds are empty where there are
   none. `votes` has room for (n_rows, n_votes, n_tags). */
KERNEL(vote)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 22) < 0)
        return NULL;
    int64_t n_cables = PyLong_AsLongLong(args[1]);
    PyObject *objects[21] = {args[0]};
    for (int place = 1; place < 21; place++)
        objects[place] = args[place + 1];
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "48424d884848244488884") < 0)
        return NULL;
    const float *alike = READ(float, 0), *share = READ(float, 4), *cubes = READ(float, 10);
    const int64_t *nearest = READ(int64_t, 1), *row_posts = READ(int64_t, 6), *post_starts = READ(int64_t, 7);
    const uint32_t *tag_starts = READ(uint32_t, 2), *by_post = READ(uint32_t, 8);
    const uint16_t *tags = READ(uint16_t, 3), *months = READ(uint16_t, 12);
    float *result = WRITE(float, 5);
    const int64_t *starts = READ(int64_t, 9), *row_months = READ(int64_t, 11);
    const float *decay_slow = READ(float, 13), *decay_fast = READ(float, 14), *priors = READ(float, 15);
    const int64_t *cited_starts = READ(int64_t, 16), *cited = READ(int64_t, 17);
    const int64_t *row_folds = READ(int64_t, 18), *folds = READ(int64_t, 19);
    const uint32_t *cable_of = READ(uint32_t, 20);
    int64_t n_tags = arrays.size[4], n_nearest = arrays.size[1], n_rows = n_cables ? arrays.size[0] / n_cables : 0;
    int64_t n_months = arrays.size[13] - 1; /* the last decay is that of all that lies further apart */
    int with_header = arrays.size[6] > 0, with_folds = arrays.size[18] > 0;
    int64_t n_votes = n_nearest + (with_header ? 4 : 0);
    int fits = n_cables > 0 && arrays.size[0] == n_rows * n_cables && arrays.size[2] == n_cables + 1 &&
               arrays.size[5] == n_rows * n_votes * n_tags && arrays.size[20] == arrays.size[3] && n_nearest <= MOST_COUNTS &&
               (!with_folds || (arrays.size[18] == n_rows && arrays.size[19] == n_cables));
    for (int64_t k = 0; fits && k < n_nearest; k++)
        fits = nearest[k] >= 0 && nearest[k] <= MOST_NEAREST && (!k || nearest[k] >= nearest[k - 1]);
    for (int64_t cable = 0; fits && cable < n_cables; cable++)
        fits = tag_starts[cable] <= tag_starts[cable + 1] && tag_starts[cable + 1] <= arrays.size[3];
    for (int64_t k = 0; fits && k < arrays.size[3]; k++)
        fits = tags[k] < n_tags && cable_of[k] < n_cables;
    if (fits && with_header) {
        fits = arrays.size[6] == n_rows && arrays.size[9] == n_rows + 1 && arrays.size[11] == n_rows &&
               arrays.size[12] == n_cables && n_months >= 0 && arrays.size[14] == n_months + 1 && arrays.size[15] == N_PRIORS &&
               arrays.size[16] == n_rows + 1;
        for (int64_t row = 0; fits && row < n_rows; row++) {
            int64_t post = row_posts[row], size = 0;
            fits = post < arrays.size[7] - 1;
            if (fits && post >= 0) {
                size = post_starts[post + 1] - post_starts[post];
                fits = post_starts[post] >= 0 && size >= 0 && post_starts[post + 1] <= arrays.size[8];
            }
            fits = fits && starts[row] >= 0 && starts[row + 1] == starts[row] + size &&
                   starts[row + 1] <= arrays.size[10] && cited_starts[row] >= 0 &&
                   cited_starts[row] <= cited_starts[row + 1] && cited_starts[row + 1] <= arrays.size[17];
        }
        for (int64_t k = 0; fits && k < arrays.size[8]; k++)
            fits = by_post[k] < n_cables;
        for (int64_t k = 0; fits && k < arrays.size[17]; k++)
            fits = cited[k] >= 0 && cited[k] < n_cables;
    }
    if (!fits)
        return refuse(&arrays);
    Votes votes = {n_cables, n_tags, tag_starts, tags, cable_of, malloc((size_t)(n_tags + 1) * sizeof(double)),
                   calloc((size_t)n_cables, sizeof(float))};
    if (!votes.sums || !votes.weights) {
        free(votes.sums);
        free(votes.weights);
        PyErr_NoMemory();
        return refuse(&arrays);
    }
    Py_BEGIN_ALLOW_THREADS
    for (int64_t row = 0; row < n_rows; row++) {
        const float *own = alike + row * n_cables;
        float *drawn = result + row * n_votes * n_tags;
        float best[MOST_NEAREST];
        uint32_t place[MOST_NEAREST];
        int64_t n_found = n_nearest ? find_nearest(own, n_cables, nearest[n_nearest - 1], best, place) : 0;
        for (int64_t k = 0; k < n_nearest; k++, drawn += n_tags)
            vote_nearest(&votes, best, place, nearest[k] < n_found ? nearest[k] : n_found, drawn);
        if (!with_header)
            continue;
        const uint32_t *same_post = row_posts[row] < 0 ? by_post : by_post + post_starts[row_posts[row]];
        int64_t n_same = starts[row + 1] - starts[row];
        int64_t month = row_months[row] < INT32_MAX / 2 ? row_months[row] : INT32_MAX / 2;
#define IS_APART(cable) (with_folds && folds[cable] == row_folds[row])
        for (int64_t i = 0; i < n_same; i++)
            votes.weights[same_post[i]] = IS_APART(same_post[i]) ? 0.0f : cubes[starts[row] + i];
        draw_votes(&votes, same_post, n_same, priors[0], share, drawn);
        drawn += n_tags;
        for (int64_t i = 0; i < n_same; i++) {
            int64_t other = months[same_post[i]], apart = llabs(month - other);
            apart = apart < n_months && month && other ? apart : n_months;
            votes.weights[same_post[i]] = IS_APART(same_post[i]) ? 0.0f : decay_slow[apart];
        }
        draw_votes(&votes, same_post, n_same, priors[1], share, drawn);
        drawn += n_tags;
        memset(votes.weights, 0, (size_t)n_cables * sizeof *votes.weights);
        if (month)
            weigh_month(own, months, n_cables, (int32_t)month, decay_fast, (int32_t)n_months, votes.weights);
        for (int64_t cable = 0; with_folds && cable < n_cables; cable++)
            if (IS_APART(cable))
                votes.weights[cable] = 0.0f;
        draw_votes(&votes, NULL, arrays.size[3], priors[2], share, drawn);
        drawn += n_tags;
        memset(votes.weights, 0, (size_t)n_cables * sizeof *votes.weights);
        int64_t n_cited = cited_starts[row + 1] - cited_starts[row];
        memset(votes.sums, 0, (size_t)n_tags * sizeof *votes.sums);
        for (int64_t i = cited_starts[row]; i < cited_starts[row + 1]; i++)
            add_tags(&votes, cited[i], 1.0f);
        for (int64_t tag = 0; tag < n_tags; tag++)
            drawn[tag] = n_cited ? (float)votes.sums[tag] / (float)n_cited : NAN;
    }
    Py_END_ALLOW_THREADS
    free(votes.sums);
    free(votes.weights);
    close_arrays(&arrays);
    Py_RETURN_NONE;
}
