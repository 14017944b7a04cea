/* The module: its table of kernels, and what they share. */

#include "kernels.h"

static const char READ_SIZES[] = "1248", WRITE_SIZES[] = "abdh";

int open_arrays(Arrays *arrays, PyObject *const *objects, const char *layout)
{
    arrays->n = 0;
    for (int place = 0; layout[place]; place++) {
        const char *found = strchr(READ_SIZES, layout[place]);
        int writes = found == NULL;
        int shift = (int)(writes ? strchr(WRITE_SIZES, layout[place]) - WRITE_SIZES : found - READ_SIZES);
        Py_buffer *view = &arrays->view[place];
        if (PyObject_GetBuffer(objects[place], view, writes ? PyBUF_WRITABLE : PyBUF_SIMPLE) < 0) {
            close_arrays(arrays);
            return -1;
        }
        arrays->n = place + 1;
        arrays->size[place] = view->len >> shift;
        if (((uintptr_t)view->buf | (uintptr_t)view->len) & (((uintptr_t)1 << shift) - 1)) {
            refuse(arrays);
            return -1;
        }
    }
    return 0;
}

void close_arrays(Arrays *arrays)
{
    while (arrays->n)
        PyBuffer_Release(&arrays->view[--arrays->n]);
}

int check_count(Py_ssize_t given, Py_ssize_t needed)
{
    if (given == needed)
        return 0;
    PyErr_Format(PyExc_TypeError, "%zd arguments given, %zd needed", given, needed);
    return -1;
}

PyObject *refuse(Arrays *arrays)
{
    close_arrays(arrays);
    if (!PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "the arrays do not fit one another");
    return NULL;
}

void sort_numbers(uint64_t *numbers, uint64_t *spare, Py_ssize_t n)
{
    enum { RUN = 12 };
    for (Py_ssize_t first = 0; first < n; first += RUN) {
        Py_ssize_t end = first + RUN < n ? first + RUN : n;
        for (Py_ssize_t i = first + 1; i < end; i++) {
            uint64_t number = numbers[i];
            Py_ssize_t place = i;
            for (; place > first && numbers[place - 1] > number; place--)
                numbers[place] = numbers[place - 1];
            numbers[place] = number;
        }
    }
    uint64_t *from = numbers, *to = spare;
    for (Py_ssize_t width = RUN; width < n; width *= 2) {
        for (Py_ssize_t first = 0; first < n; first += 2 * width) {
            Py_ssize_t middle = first + width < n ? first + width : n;
            Py_ssize_t end = first + 2 * width < n ? first + 2 * width : n;
            Py_ssize_t left = first, right = middle;
            for (Py_ssize_t place = first; place < end; place++) {
                int takes_left = left < middle && (right >= end || from[left] <= from[right]);
                to[place] = takes_left ? from[left] : from[right];
                left += takes_left;
                right += !takes_left;
            }
        }
        uint64_t *swapped = from;
        from = to;
        to = swapped;
    }
    if (from != numbers)
        memcpy(numbers, from, (size_t)n * sizeof *numbers);
}

float add_pairwise(const float *values, Py_ssize_t n)
{
    if (n < 8) {
        float sum = 0.0f;
        for (Py_ssize_t i = 0; i < n; i++)
            sum += values[i];
        return sum;
    }
    if (n <= 128) {
        float sums[8];
        Py_ssize_t i;
        for (int k = 0; k < 8; k++)
            sums[k] = values[k];
        for (i = 8; i < n - n % 8; i += 8)
            for (int k = 0; k < 8; k++)
                sums[k] += values[i + k];
        float sum =
            ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
        for (; i < n; i++)
            sum += values[i];
        return sum;
    }
    Py_ssize_t half = n / 2;
    half -= half % 8;
    return add_pairwise(values, half) + add_pairwise(values + half, n - half);
}

#define ENTRY(name) {#name, (PyCFunction)(void (*)(void))name, METH_FASTCALL, NULL}

static PyMethodDef METHODS[] = {
    ENTRY(join_folded),
    ENTRY(find_words),
    ENTRY(join_ngrams),
    ENTRY(find_characters),
    ENTRY(hash_values),
    ENTRY(spell_spans),
    ENTRY(place_terms),
    ENTRY(learn_terms),
    ENTRY(fill_slots),
    ENTRY(find_hashes),
    ENTRY(number_hashes),
    ENTRY(settle_counts),
    ENTRY(count_words),
    ENTRY(count_characters),
    ENTRY(weigh),
    ENTRY(join_rows),
    ENTRY(pick_columns),
    ENTRY(find_mentions),
    ENTRY(score_blocks),
    ENTRY(spread_codes),
    ENTRY(scale_rows),
    ENTRY(score_trees),
    ENTRY(measure_similarity),
    ENTRY(gather_posts),
    ENTRY(vote),
    ENTRY(list_columns),
    ENTRY(choose),
    ENTRY(measure_together),
    ENTRY(gather_columns),
    ENTRY(count_letters),
    ENTRY(grow_trees),
    ENTRY(add_products),
    ENTRY(multiply_rows),
    ENTRY(transpose_rows),
    ENTRY(sample_runs),
    ENTRY(build_hints),
    ENTRY(find_hints),
    ENTRY(find_text),
    ENTRY(find_capital_lines),
    ENTRY(fold_text),
    ENTRY(blank_signs),
    ENTRY(find_row),
    ENTRY(split_row),
    ENTRY(find_places),
    ENTRY(find_starts),
    ENTRY(cut_paragraphs),
    ENTRY(span_lines),
    ENTRY(build_records),
    ENTRY(read_usual_lines),
    ENTRY(may_repeat),
    ENTRY(find_words_in),
    ENTRY(find_forms),
    ENTRY(may_hold_dirt),
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot SLOTS[] = {
#if defined(Py_GIL_DISABLED) && !defined(Py_LIMITED_API)
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

static struct PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT, "cableml.native._kernels", "Compiled loops of features, fitting and predicting.", 0, METHODS, SLOTS,
    NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__kernels(void)
{
    return PyModuleDef_Init(&MODULE);
}
