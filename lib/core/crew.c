#include "mbr/crew.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

#include "mbr/mem.h"

#define MOST_BY_ITSELF 4
#define PIECES_EACH 3 /* so that nobody waits when one piece takes longer than others */

enum state { WAITING, TAKEN, DONE };

struct place {
    void *piece;
    enum state state;
};

/* A ring: pieces given and not yet taken stand at first … first + held - 1, and those before
   `next` have been begun. All of it but work and the sizes is guarded by the lock. */
struct mbr_crew {
    void (*work)(void *piece);
    size_t depth, first, next, held;
    struct place *ring;
    pthread_mutex_t lock;
    pthread_cond_t given, done;
    pthread_t *threads;
    size_t count;
    bool ending;
};

static size_t processors(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < MOST_BY_ITSELF ? (size_t)count : MOST_BY_ITSELF;
}

/* Works the first piece that nobody has begun, the lock being held; false when there is none. */
static bool work_one(struct mbr_crew *crew)
{
    if (crew->next == crew->first + crew->held)
        return false;
    struct place *place = &crew->ring[crew->next++ % crew->depth];
    place->state = TAKEN;
    pthread_mutex_unlock(&crew->lock);
    crew->work(place->piece);
    pthread_mutex_lock(&crew->lock);
    place->state = DONE;
    pthread_cond_signal(&crew->done);
    return true;
}

static void *help(void *p)
{
    struct mbr_crew *crew = p;
    pthread_mutex_lock(&crew->lock);
    while (!crew->ending)
        if (!work_one(crew))
            pthread_cond_wait(&crew->given, &crew->lock);
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

/* Where no thread can be had the others, or the caller alone, do the work. Signals stay with the
   thread that began. */
static void start(struct mbr_crew *crew, size_t jobs)
{
    sigset_t all, before;
    crew->threads = mbr_calloc(jobs, sizeof *crew->threads);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (crew->count + 1 < jobs &&
           pthread_create(&crew->threads[crew->count], NULL, help, crew) == 0)
        crew->count++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct mbr_crew *mbr_crew_new(int64_t jobs, void (*work)(void *piece))
{
    struct mbr_crew *crew = mbr_calloc(1, sizeof *crew);
    size_t threads = jobs > 0 ? (size_t)jobs : processors();
    crew->work = work;
    crew->depth = threads == 1 ? 1 : threads * PIECES_EACH;
    crew->ring = mbr_calloc(crew->depth, sizeof *crew->ring);
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->given, NULL);
    pthread_cond_init(&crew->done, NULL);
    start(crew, threads);
    return crew;
}

void mbr_crew_free(struct mbr_crew *crew)
{
    if (!crew)
        return;
    pthread_mutex_lock(&crew->lock);
    crew->ending = true;
    pthread_cond_broadcast(&crew->given);
    pthread_mutex_unlock(&crew->lock);
    for (size_t i = 0; i < crew->count; i++)
        pthread_join(crew->threads[i], NULL);
    pthread_mutex_destroy(&crew->lock);
    pthread_cond_destroy(&crew->given);
    pthread_cond_destroy(&crew->done);
    free(crew->threads);
    free(crew->ring);
    free(crew);
}

size_t mbr_crew_depth(const struct mbr_crew *crew)
{
    return crew->depth;
}

size_t mbr_crew_held(const struct mbr_crew *crew)
{
    return crew->held; /* changed by the caller's own thread alone */
}

void mbr_crew_give(struct mbr_crew *crew, void *piece)
{
    pthread_mutex_lock(&crew->lock);
    crew->ring[(crew->first + crew->held++) % crew->depth] = (struct place){piece, WAITING};
    pthread_cond_signal(&crew->given);
    pthread_mutex_unlock(&crew->lock);
}

void *mbr_crew_take(struct mbr_crew *crew)
{
    void *piece = NULL;
    pthread_mutex_lock(&crew->lock);
    if (crew->held) {
        struct place *oldest = &crew->ring[crew->first % crew->depth];
        while (oldest->state != DONE)
            if (!work_one(crew))
                pthread_cond_wait(&crew->done, &crew->lock);
        piece = oldest->piece;
        crew->first++;
        crew->held--;
    }
    pthread_mutex_unlock(&crew->lock);
    return piece;
}
