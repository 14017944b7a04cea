/* Which tags the kept cables vote for: as cableml/models/neighbours.py does. */

#include <math.h>

#include "kernels.h"

enum { N_PRIORS = 3, MOST_NEAREST = 256, MOST_COUNTS = 8, LANES = 8, BLOCK = 16 };

typedef struct {
    int64_t n_cables, n_tags, n_entries;
    const uint32_t *tag_starts;
    const uint16_t *tags;
    const uint32_t *cable_of; /* the cable of each of `tags` */
    double *sums;             /* one a tag */
    float *weights;           /* one a cable, all 0 between votes */
    /* The votes of the month, of LANES rows side by side: as they are weighed, and with the lanes innermost. */
    float *monthly, *weight_lanes;
    double *sum_lanes;
} Votes;

static void close_votes(Votes *votes)
{
    free(votes->sums);
    free(votes->weights);
    free(votes->monthly);
    free(votes->weight_lanes);
    free(votes->sum_lanes);
}

static inline void add_tags(const Votes *votes, int64_t cable, float weight)
{
    for (uint32_t k = votes->tag_starts[cable]; k < votes->tag_starts[cable + 1]; k++)
        votes->sums[votes->tags[k]] += (double)weight;
}

/* The votes by the weights of the cables in the list, drawn toward the tags' shares among all. Leaves the
   weights 0. */
static void draw_votes(const Votes *votes, const uint32_t *cables, int64_t n, float prior, const float *share,
                       float *drawn)
{
    float total = add_pairwise(votes->weights, votes->n_cables) + prior;
    memset(votes->sums, 0, (size_t)votes->n_tags * sizeof *votes->sums);
    for (int64_t i = 0; i < n; i++)
        add_tags(votes, cables[i], votes->weights[cables[i]]);
    for (int64_t tag = 0; tag < votes->n_tags; tag++)
        drawn[tag] = ((float)votes->sums[tag] + prior * share[tag]) / total;
    for (int64_t i = 0; i < n; i++)
        votes->weights[cables[i]] = 0.0f;
}

typedef float Weights __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float))));
typedef double Sums __attribute__((vector_size(LANES * sizeof(double)), aligned(sizeof(double))));

/* Every cable adds its weight to each of its tags, for all lanes in one step. */
WIDE static void add_all(const uint32_t *cable_of, const uint16_t *tags, int64_t n, const Weights *weights, Sums *sums)
{
    for (int64_t k = 0; k < n; k++)
        sums[tags[k]] += __builtin_convertvector(weights[cable_of[k]], Sums);
}

/* The votes of the month of up to LANES rows, each `step` numbers behind the one before. Every row's sums are
   its own and in the order of the cables, whatever stands in the other lanes. */
static void draw_months(const Votes *votes, int n_rows, float prior, const float *share, float *drawn, int64_t step)
{
    memset(votes->monthly + n_rows * votes->n_cables, 0, (size_t)((LANES - n_rows) * votes->n_cables) * sizeof(float));
    for (int64_t cable = 0; cable < votes->n_cables; cable++)
        for (int lane = 0; lane < LANES; lane++)
            votes->weight_lanes[cable * LANES + lane] = votes->monthly[lane * votes->n_cables + cable];
    memset(votes->sum_lanes, 0, (size_t)(votes->n_tags * LANES) * sizeof(double));
    add_all(votes->cable_of, votes->tags, votes->n_entries, (const Weights *)votes->weight_lanes,
            (Sums *)votes->sum_lanes);
    for (int lane = 0; lane < n_rows; lane++) {
        float total = add_pairwise(votes->monthly + lane * votes->n_cables, votes->n_cables) + prior;
        for (int64_t tag = 0; tag < votes->n_tags; tag++)
            drawn[lane * step + tag] = ((float)votes->sum_lanes[tag * LANES + lane] + prior * share[tag]) / total;
    }
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

/* The first place from `begin` on, in steps of BLOCK, where one of BLOCK values is larger than the least. */
WIDE static int64_t pass_over(const float *values, int64_t begin, int64_t end, float least)
{
    for (; begin + BLOCK <= end; begin += BLOCK) {
        int n_larger = 0;
        for (int k = 0; k < BLOCK; k++)
            n_larger += values[begin + k] > least;
        if (n_larger)
            break;
    }
    return begin;
}

/* The `most` largest, falling; of equal ones the first. Returns how many. */
static int64_t find_nearest(const float *alike, int64_t n_cables, int64_t most, float *best, uint32_t *place)
{
    int64_t n = 0;
    for (int64_t cable = 0; cable < n_cables; cable++) {
        if (n == most && most && cable % BLOCK == 0) {
            cable = pass_over(alike, cable, n_cables, best[n - 1]);
            if (cable == n_cables)
                break;
        }
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
    int64_t n_lanes = with_header ? LANES : 0;
    Votes votes = {
        .n_cables = n_cables, .n_tags = n_tags, .n_entries = arrays.size[3],
        .tag_starts = tag_starts, .tags = tags, .cable_of = cable_of,
        .sums = malloc((size_t)(n_tags + 1) * sizeof(double)),
        .weights = calloc((size_t)n_cables, sizeof(float)),
        .monthly = malloc((size_t)(n_lanes * n_cables + 1) * sizeof(float)),
        .weight_lanes = malloc((size_t)(n_lanes * n_cables + 1) * sizeof(float)),
        .sum_lanes = malloc((size_t)(n_lanes * n_tags + 1) * sizeof(double)),
    };
    if (!votes.sums || !votes.weights || !votes.monthly || !votes.weight_lanes || !votes.sum_lanes) {
        close_votes(&votes);
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
        int lane = (int)(row % LANES);
        float *monthly = votes.monthly + lane * n_cables;
        if (month)
            weigh_month(own, months, n_cables, (int32_t)month, decay_fast, (int32_t)n_months, monthly);
        else
            memset(monthly, 0, (size_t)n_cables * sizeof *monthly);
        for (int64_t cable = 0; with_folds && cable < n_cables; cable++)
            if (IS_APART(cable))
                monthly[cable] = 0.0f;
        if (lane + 1 == LANES || row + 1 == n_rows) {
            int64_t step = n_votes * n_tags;
            draw_months(&votes, lane + 1, priors[2], share, drawn - lane * step, step);
        }
        drawn += n_tags;
        int64_t n_cited = cited_starts[row + 1] - cited_starts[row];
        memset(votes.sums, 0, (size_t)n_tags * sizeof *votes.sums);
        for (int64_t i = cited_starts[row]; i < cited_starts[row + 1]; i++)
            add_tags(&votes, cited[i], 1.0f);
        for (int64_t tag = 0; tag < n_tags; tag++)
            drawn[tag] = n_cited ? (float)votes.sums[tag] / (float)n_cited : NAN;
    }
    Py_END_ALLOW_THREADS
    close_votes(&votes);
    close_arrays(&arrays);
    Py_RETURN_NONE;
}
