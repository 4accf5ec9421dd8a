#include <check.h>
#include <stdint.h>
#include <stdlib.h>

#include "main.h"
#include "mbr/crew.h"
#include "mbr/mem.h"

#define PIECES 20000

struct piece {
    uint64_t number, answer;
    int times;
};

/* Takes longer for some than for others, so that later pieces are ready before earlier ones. */
static void work(void *p)
{
    struct piece *piece = p;
    uint64_t steps = piece->number % 97 == 0 ? 20000 : 20, x = piece->number;
    for (uint64_t i = 0; i < steps; i++)
        x = x * 6364136223846793005u + 1442695040888963407u;
    piece->answer = x;
    piece->times++;
}

static uint64_t answer_of(uint64_t number)
{
    struct piece piece = {.number = number};
    work(&piece);
    return piece.answer;
}

static void check_order(int64_t jobs)
{
    struct mbr_crew *crew = mbr_crew_new(jobs, work);
    struct piece *pieces = mbr_calloc(PIECES, sizeof *pieces), *piece;
    uint64_t given = 0, taken = 0;
    for (;;) {
        while (mbr_crew_held(crew) < mbr_crew_depth(crew) && given < PIECES) {
            pieces[given].number = given;
            mbr_crew_give(crew, &pieces[given++]);
        }
        if (!(piece = mbr_crew_take(crew)))
            break;
        ck_assert_uint_eq(piece->number, taken);
        ck_assert_int_eq(piece->times, 1);
        ck_assert_uint_eq(piece->answer, answer_of(taken));
        taken++;
    }
    ck_assert_uint_eq(taken, PIECES);
    mbr_crew_free(crew);
    free(pieces);
}

START_TEST(results_in_order)
{
    check_order(_i);
}
END_TEST

/* What is held when the crew is let go belongs to the caller again, worked or not. */
START_TEST(freed_early)
{
    struct piece pieces[64] = {{0}};
    for (int round = 0; round < 200; round++) {
        struct mbr_crew *crew = mbr_crew_new(4, work);
        for (size_t i = 0; i < mbr_crew_depth(crew) && i < 64; i++) {
            pieces[i] = (struct piece){.number = i};
            mbr_crew_give(crew, &pieces[i]);
        }
        mbr_crew_free(crew);
    }
    mbr_crew_free(NULL);
}
END_TEST

START_TEST(empty)
{
    struct mbr_crew *crew = mbr_crew_new(3, work);
    ck_assert_ptr_null(mbr_crew_take(crew));
    ck_assert_uint_eq(mbr_crew_held(crew), 0);
    mbr_crew_free(crew);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("crew");
    tcase_add_loop_test(tests, results_in_order, 0, 9);
    tcase_add_test(tests, freed_early);
    tcase_add_test(tests, empty);
    return run_tests("crew", tests);
}
