/* job.h - a command that takes time: steps in the session, forked children between them, rows at the end.
 *
 * A command's start function makes a job, adds steps, and returns. A step runs in the session and may fork: an image child
 * (one task that writes arrays, which the session copies into an arena in slices) or the tasks of the job (rows). The next
 * step runs when the children are gone. */
#pragma once

#include <glib.h>

#include "app/answer.h"
#include "app/call.h"
#include "graph/image.h"
#include "graph/index.h"
#include "graph/progress.h"
#include "pool/pool.h"

G_BEGIN_DECLS

typedef gboolean (*CowJobStep) (CowJob *job, gpointer data, GError **error);

/* What a worker has at hand. */
typedef struct
{
  CowPoolWorker *worker;
  CowJob *job;      /* as it was at the fork: read only */
  gpointer plan;
  CowRows *rows;    /* the answer; NULL in an image child */
  CowProgress progress;
  gpointer scratch; /* what setup returned */
} CowWork;

typedef struct
{
  guint64 n_tasks;
  guint64 scratch_bytes;     /* private memory a worker will take, stated before the fork */
  gboolean estimates;        /* under `estimate`: these tasks find out what it asks */
  gboolean bulk;             /* many rows: they may be formatted in the workers */
  gpointer (*setup) (CowWork *work, GError **error);                /* scratch; may be NULL */
  gboolean (*run) (CowWork *work, guint64 task, GError **error);
  const char *algorithm;     /* its name, for `explain`, where searches do not tell it themselves (cow_work_count) */
  const char *index;         /* the index it uses, NULL: none */
  char *(*describe) (CowJob *job, guint64 task);                    /* for messages: "source a"; may be NULL */
  void (*help) (CowWork *work);  /* in workers that find no task left: helps those that are at one; NULL: they leave */
  guint64 units_per_task;    /* expected units of progress, 0: unknown */
} CowTasks;

/* One child that writes an image. write runs in the child, done in the session with the sealed arena
 * (transfer full). Errors of the child end the job. */
typedef struct
{
  gboolean (*write) (CowWork *work, CowImageWriter *writer, GError **error);
  gboolean (*done) (CowJob *job, CowArena *arena, GError **error);
  gpointer user;
  guint64 limit_bytes;      /* of the image, 0: none */
  guint64 memory_bytes;     /* RLIMIT_DATA of the child, 0: none */
  gint64 timeout_ns;
  guint64 file_bytes;       /* its first units of progress are bytes of a file of this size; 0: they are not */
  const char *what;         /* "loading", "reading attributes" … for messages and the jobs pane */
  CowStatus failure_status; /* when the child dies; 0: COW_STATUS_FAILED */
} CowImageChild;

struct _CowJob
{
  guint id;
  char *name;
  CowSession *session;
  CowCall *call;        /* owned */
  CowGraphEntry *entry; /* a reference, or NULL */
  CowAnswer *answer;    /* NULL: prints no rows */
  GQueue steps; /* of a private struct: function and data */
  GQueue kept;  /* of a private struct: data and how to free it */
  gpointer plan;
  GDestroyNotify plan_free;
  CowPoolJob *pool;     /* the children of now */
  CowTasks tasks;       /* of the rows */
  gboolean tasks_begun;
  gint64 tasks_begun_ns;
  struct _CowExplainPage *explain_page; /* when the call is explained */
  char *why;                            /* the algorithm was chosen, for `explain` */
  CowImageChild image;            /* the child of now */
  struct _CowHandOver *hand_over; /* its image on the way into an arena */
  GString *notes;
  gboolean silent;      /* prints no rows, though the command may */
  gboolean over;
  gboolean cancelled, expired;
  gboolean paused; /* its children stop as soon as they are there */
  gboolean in_step;
  CowStatus status;
  GError *error;        /* what ended it */
  GPtrArray *failures;  /* of char*: failed tasks, named */
  guint64 n_negative, n_ended;
  guint64 refused_task; /* the first that says that the question is wrong; G_MAXUINT64: none */
  guint timed_out;
  guint64 shard_first, shard_step; /* --shard: tasks are first, first + step … */
  CowRowFormat wire;
  gint64 deadline_ns;   /* absolute, 0: none */
  CowPoolProgress last; /* of the tasks: kept when they are over */
  gint64 started_ns, ended_ns;
  guint workers_peak;
  gint64 metered_ns;                     /* when the workers' memory was last looked at */
  guint64 private_bytes, shared_bytes;   /* what was seen then */
  guint tick_source, step_source, wait_source;
  CowSharedView *view;  /* a reference, or NULL: what cow_job_want_view provided */
  struct _CowViewRequest *view_request;
  GPtrArray *more_views;         /* of CowSharedView*, references: what cow_job_want_another_view provided, in the order of the calls */
  GPtrArray *more_view_requests; /* of struct _CowViewRequest* */
  CowIndex *index;      /* a reference, or NULL: what cow_job_take_index found */
  GPtrArray *layers;    /* of char*: the overlays of the view, by layer; or NULL */
  GPtrArray *avoid;     /* of CowSelection* (borrowed): --avoid, or NULL */
  GPtrArray *selections; /* of CowSelection*, owned */
};

/* Takes the call (and sets call->job). plan belongs to the job. columns NULL: the command's own; n_columns then ignored. */
CowJob *cow_job_new (CowCall *call, gpointer plan, GDestroyNotify plan_free);
void cow_job_free (CowJob *job);
/* The columns of the answer when they depend on the call; copied. Before cow_job_start. */
gboolean cow_job_set_columns (CowJob *job, const CowResultColumn *columns, guint n_columns, GError **error);
/* This call prints no rows, though its command has columns; and is no job that users name. */
void cow_job_set_silent (CowJob *job);
void cow_job_then (CowJob *job, CowJobStep step, gpointer data);
/* What a step needs (transfer full): freed with the job, however it ends. */
void cow_job_keep (CowJob *job, gpointer data, GDestroyNotify destroy);
void cow_job_first (CowJob *job, CowJobStep step, gpointer data); /* before those that wait */
/* After the last cow_job_then of a start function: opens the answer and runs. Errors: the output cannot be opened. */
gboolean cow_job_start (CowJob *job, GError **error);

gboolean cow_job_fork_image (CowJob *job, const CowImageChild *child, GError **error);
/* A line for the user, said when the children are gone: from an image child, or from a task of a job without rows. */
void cow_work_note (CowWork *work, const char *text);
void cow_job_take_note (CowPoolJob *pool, guint64 task, const guint8 *bytes, gsize length, gpointer user);
void cow_job_say_notes (CowJob *job);
void cow_image_hand_over_free (CowJob *job);
void cow_job_continue (CowJob *job); /* children are gone: the next step, soon */

/* How many workers it may have, by --workers or the session, and the private memory each may take, by --memory or its share of what is free. */
guint cow_job_workers (const CowJob *job);
guint64 cow_job_worker_memory (const CowJob *job);
/* From a step: fork the workers that make the rows. */
gboolean cow_job_fork_tasks (CowJob *job, const CowTasks *tasks, GError **error);

guint64 cow_job_real_task (const CowJob *job, guint64 task); /* under --shard */

void cow_job_cancel (CowJob *job);
void cow_job_pause (CowJob *job, gboolean pause); /* also before it has workers */
void cow_job_fail (CowJob *job, GError *error); /* takes the error: the job is over as soon as its children are gone */
const char *cow_job_state (const CowJob *job);  /* waiting running paused stopping done failed cancelled partial */
guint64 cow_job_rows (const CowJob *job);
double cow_job_seconds (const CowJob *job);
void cow_job_progress (CowJob *job, CowPoolProgress *progress);
/* 0..1, and seconds to go (negative: unknown). */
void cow_job_estimate (CowJob *job, double *fraction, double *eta_seconds);

/* job-view.c: adds the steps that provide job->view (and job->avoid) for the options of the call: --weight --direction --where
 * --block --avoid --overlay. wish: what the command needs beyond them. */
typedef struct
{
  gboolean need_in;    /* view.in as well */
  gboolean need_arcs;  /* view.out_arc when arcs are not the graph's own */
  gboolean keep_barred; /* what the options leave out too, marked */
  gboolean unweighted; /* whatever --weight says */
  const char *weight;  /* an expression, whatever --weight says; NULL: what it says */
} CowViewWish;
gboolean cow_job_want_view (CowJob *job, const CowViewWish *wish, GError **error);
/* One more view, after that one: the same arcs in the same order, with other weights. */
gboolean cow_job_want_another_view (CowJob *job, const CowViewWish *wish, GError **error);
gboolean cow_job_read_view (CowJob *job, const CowViewWish *wish, GError **error); /* reads the options, provides nothing */
/* The view of the call in words, as indexes are told apart: "" is the graph's own arcs, all of them, with their own weights. NULL:
 * a view that nothing can be kept for, because a set or an overlay makes it. After cow_job_read_view. */
const char *cow_job_view_words (const CowJob *job);
/* In a worker, of an arc of job->view, which has need_arcs and keep_barred, where the edges have a table: the ends of its edge (without
 * direction: as the arc goes), and what keeps it out of ways: "direction", "where", "block", "overlay NAME", appended with commas between.
 * Errors: those of --where. */
gboolean cow_work_tell_bars (CowWork *work, guint64 arc, guint32 *source, guint32 *target, GString *text, GError **error);
/* From a step, when the view is there: sets job->index to the graph's index of this kind for this view. FALSE: there is none, or
 * what the call asks for leaves out vertices. */
gboolean cow_job_take_index (CowJob *job, const char *kind);
/* The same for kinds of index that also hold where arcs or vertices are left out: --where, --block, --avoid and overlays that only
 * block do not matter. Of overlays that add an edge or replace a weight, be it by a greater one, there is no index. */
gboolean cow_job_take_wider_index (CowJob *job, const char *kind);
/* In a worker: a path goes out as an answer; arcs are of view.out. Counts what overlays added or weighed. */
/* Of the view, later over earlier; borrowed. After cow_job_read_view. */
CowOverlay *const *cow_job_overlays (const CowJob *job, guint *n);
void cow_work_count_hits (CowWork *work, const guint64 *arcs, gsize n);
void cow_view_request_free (struct _CowViewRequest *request);
/* Adds the steps that give a directed graph its transpose, and any graph its table of edges per arc. */
void cow_job_want_transpose (CowJob *job);
void cow_job_want_edge_table (CowJob *job);
void cow_job_want_edge_table_first (CowJob *job); /* before the steps that are there */

G_END_DECLS
