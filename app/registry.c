/* registry.c - every command in one list, in the order of the manual. */
#include "config.h"

#include "app/command.h"

/* clang-format off */
#define COMMANDS(entry) \
  entry (load) \
  entry (save) \
  entry (generate) \
  entry (graphs) \
  entry (use) \
  entry (close) \
  entry (info) \
  entry (schema) \
  entry (index) \
  entry (show) \
  entry (neighbors) \
  entry (find) \
  entry (sample) \
  entry (set) \
  entry (sets) \
  entry (unset) \
  entry (attr) \
  entry (overlay) \
  entry (edge) \
  entry (path) \
  entry (distances) \
  entry (bellmanford) \
  entry (widest) \
  entry (reliable) \
  entry (longest) \
  entry (isochrone) \
  entry (walk) \
  entry (tree) \
  entry (nearest) \
  entry (reach) \
  entry (allshortest) \
  entry (ksp) \
  entry (simplepaths) \
  entry (disjoint) \
  entry (constrained) \
  entry (pareto) \
  entry (match) \
  entry (maxflow) \
  entry (mincut) \
  entry (whynot) \
  entry (sweep) \
  entry (estimate) \
  entry (explain) \
  entry (jobs) \
  entry (cancel) \
  entry (wait) \
  entry (pause) \
  entry (resume) \
  entry (retry) \
  entry (results) \
  entry (forget) \
  entry (workers) \
  entry (memory) \
  entry (source) \
  entry (let) \
  entry (echo) \
  entry (time) \
  entry (assert) \
  entry (on_error) \
  entry (option) \
  entry (history) \
  entry (help) \
  entry (man) \
  entry (quit)
/* clang-format on */

#define DECLARE(name) extern const CowCommand cow_command_##name;
#define LIST(name) &cow_command_##name,

COMMANDS (DECLARE)
#ifdef COW_FAULTS
extern const CowCommand cow_command_fault;
#endif

const CowCommand *const *
cow_commands (void)
{
  static const CowCommand *const commands[] = { COMMANDS (LIST)
#ifdef COW_FAULTS
                                                    & cow_command_fault,
#endif
                                                NULL };

  return commands;
}
