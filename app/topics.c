/* topics.c - what is to be known beside the commands: one table that help and the manual print. */
#include "app/help.h"

#include "ui/keys.h"

static const char grammar_text[]
  = "A line is a command, where its rows go, and a mark for the background:\n"
    "\n"
    "  VERB [OPERAND | --OPTION[=VALUE]]… [> FILE | >> FILE | into @SET | | SHELL-COMMAND] [&] [# comment]\n"
    "\n"
    "Words are quoted as in the shell: '…' takes everything as it is, in \"…\" a backslash protects \" \\ $ and `, elsewhere it "
    "protects any character. A line that ends in a backslash goes on in the next one, unless it ends in a comment. A comment "
    "begins with # where a word could begin.\n"
    "\n"
    "The characters > and | are operators only where a word begins, so u->v and a|b are plain words. An expression such as "
    "'cost > 5' must be quoted when it has blanks around >, except after assert. Everything after | is left to the shell as it stands. A & alone is "
    "the mark for the background when it is the last word, otherwise an ordinary word.\n"
    "\n"
    "@{ EXPRESSION } is one word up to its own closing brace, blanks and quotes included.\n"
    "\n"
    "--option=value and --option value are the same. Options may stand anywhere; -- ends them. When an option is given more "
    "than once the last one counts, unless the command collects them. At the prompt unique prefixes of commands and options "
    "are enough; scripts must spell them out.\n"
    "\n"
    "> FILE takes its format from the ending (.tsv .csv .json .jsonl .geojson, .db .sqlite .sqlite3) unless --format says. The file is written "
    "beside its place and renamed when it is complete; what a cancelled job wrote stays as FILE.partial. >> FILE appends.\n"
    "\n"
    "into @SET takes the column vertex, else to, else the first column of vertices. Rows with from and to that are edges make "
    "a set of edges. It is recognized when into, without quotes, is the last word but one and a word that begins with @ "
    "follows. Only one of >, >>, | and into may stand in a line.\n"
    "\n"
    "Durations are 250ms, 30s, 5m, 2h; sizes 512M, 2G. Numbers are read and written in the C locale, always.";

static const char selectors_text[]
  = "One vertex:\n"
    "\n"
    "  NAME        its name, quoted when it has blanks\n"
    "  :42         the 42nd vertex in order of first appearance, from 0\n"
    "  ~LAT,LON    the nearest vertex with coordinates\n"
    "  =TEXT       TEXT is a name whatever it looks like: =@odd =-5 =*\n"
    "\n"
    "Several vertices:\n"
    "\n"
    "  @set        a set (see the command set)\n"
    "  @{EXPR}     all for which the expression is true\n"
    "  @./file     names from a file, one a line; @/file the same\n"
    "  @-          names from stdin\n"
    "  *           all; there is no globbing, quotes do no harm\n"
    "\n"
    "One edge:\n"
    "\n"
    "  u->v        the edge from u to v; of parallel edges all\n"
    "  u--v        the edge between u and v, in either direction\n"
    "  e:42        the 42nd edge in order of appearance, from 0\n"
    "\n"
    "Several edges are @set or @{EXPR}. A job is %3, the last one %%, its task 17 %3.17.\n"
    "\n"
    "A selector that gives many sources makes the command a parallel job: there is no other syntax for it. Where answers are "
    "equally good, the vertex or edge that appeared first in the input comes first, with any number of workers.";

static const char expressions_text[]
  = "Expressions stand in --where, --weight, @{…}, attr and assert.\n"
    "\n"
    "  names       attributes; e.x of the edge, src.x dst.x of its ends, v.x of a vertex; `odd name` in backquotes\n"
    "  numbers     1 2.5 1e3; strings \"…\" or '…'; true false null\n"
    "  arithmetic  + - * / %\n"
    "  comparison  == != < <= > >= =~ in\n"
    "  logic       and or not\n"
    "  functions   min() max() abs() log() exp() sqrt() if(c,a,b)\n"
    "\n"
    "Every vertex has name, degree and appearance. =~ matches a regular expression. An expression is compiled once, before the "
    "workers are forked; they inherit its result as a column or a bitmap.\n"
    "\n"
    "Integers are exact: an overflow or a division by zero is an error that names the row. / always gives a real. An operand "
    "that is null makes the result null; a comparison with null is false, but == null and != null ask for it; and and or are "
    "three-valued. A condition that is null counts as false.";

static const char values_text[]
  = "A cost that is an integer is printed as one; other numbers in the shortest form that reads back to the same double.\n"
    "\n"
    "Unreachable is the cost inf in table, tsv and csv, null in JSON, and the empty path: [] in tsv, csv and JSON, nothing in "
    "table. A missing value is empty, in JSON null. A number that is not finite is null in JSON.\n"
    "\n"
    "A list in a cell of tsv or csv is a JSON array; a table shows a → b. In tsv, tab, newline, carriage return and backslash "
    "are \\t \\n \\r \\\\, also inside a list, so the backslashes of JSON are doubled there. csv follows RFC 4180, with "
    "newline line ends; an empty text is \"\", a missing value nothing.\n"
    "\n"
    "JSON is valid UTF-8 always: each byte of a name that is none becomes U+FFFD; control, format and bidirectional "
    "characters and line separators are written as \\uXXXX. Names are strings, numbers or not. json is one array of objects, "
    "jsonl one object a line.\n"
    "\n"
    "A database (.db, .sqlite, .sqlite3) has one table, called as the command, with a column for each column: numbers are "
    "numbers, names too when all are, a bool is 0 or 1, a list is a JSON array; a missing value and the cost of what is unreachable are null, "
    "a count beyond 64 bits is a blob of its digits. >> FILE adds rows to the table of that name, or the table, in one transaction.\n"
    "\n"
    "geojson, for graphs with coordinates, is one FeatureCollection. A row is a feature, its cells the properties. Its geometry is the "
    "line of its path (a point, when the path is one vertex), else the point of vertex, else the line between from and to, else the "
    "point of its first vertex. x and y, or lon and lat, are written as they are; vertices without coordinates are left out of lines; "
    "without a place for it the geometry is null.\n"
    "\n"
    "Names reach the terminal with control characters shown as \\xNN, in any format.\n"
    "\n"
    "Sorting: false before true, numbers by value, vertices by name (names that are numbers by value, before the others), "
    "texts by bytes; what is unreachable or missing comes last.";

static const char options_text[]
  = "These mean the same in every command that has them. --cutoff is inclusive, always; where more is better it is the least. --limit, --cutoff and --top are part "
    "of the question: an answer that they end is complete. What --timeout or --deadline stop is partial, status 5.\n"
    "\n"
    "--weight takes an attribute, an expression, or none. Negative weights are an error that names the first such edge, in "
    "every command but bellmanford, longest and widest. Parallel edges count as different edges; self-loops never help a "
    "path.";

static const char exit_text[]
  = "  0    done\n"
    "  1    the answer is no: no path, an assert is false\n"
    "  2    usage: unknown command, option, operand, vertex, set, bad expression\n"
    "  3    a file could not be read or written, or is malformed\n"
    "  4    some tasks failed: the rows of the others are there, the failures are named\n"
    "  5    partial: a timeout or a deadline stopped it\n"
    "  6    not enough memory\n"
    "  130  interrupted\n"
    "\n"
    "A batch stops at the first command that fails and exits with its status; on-error continue changes that. A question "
    "whose answer is no does not stop a batch, a false assert does. A batch that ran to its end exits with the status of its "
    "last command. A prompt always goes on. A command with many pairs has status 1 only when no pair at all has a path.";

static const char formats_text[]
  = "load finds the format by the first bytes and the ending of the file; --input=FORMAT decides. Compressed files are "
    "unpacked while they are read. save takes it from the ending; --output=FORMAT decides. cowpath-formats(5) describes each "
    "of them; man formats shows it.\n"
    "\n"
    "A text edge list has two columns u v; a third one is a weight if it is a number. Separators are tab, comma, semicolon or "
    "blanks, found from the first lines. Lines that begin with # or % are comments. A line with fewer fields than the first is "
    "an error.\n"
    "\n"
    "Rows are printed as table, tsv, csv, json, jsonl or geojson (see values): table on a terminal, else tsv.";

static const char jobs_text[]
  = "A command whose sources are many runs as a job: workers are forked, one per core, and share the graph without copying it. "
    "& sends it to the background; at the prompt of the panes each job leaves the prompt free.\n"
    "\n"
    "Rows come in the order of the sources (--order=input) or as tasks complete (--order=completed). Ctrl-C cancels the "
    "foreground job, keeps its rows and marks them partial; it never ends the program.\n"
    "\n"
    "A worker that dies takes one task with it: the task is tried again in a fresh worker (--retry), then it has failed and the "
    "job goes on without it. The job ends with status 4 and names what failed; retry %N runs just those again. Where a source shows that "
    "the question itself cannot be answered (a negative cycle, a cost that is too large), the job ends there: in order of the input the rows "
    "before that source are there, the same with any number of workers.\n"
    "\n"
    "jobs lists them, workers shows who does what, memory what it costs; wait, pause, resume, cancel, results and forget take "
    "%N, and %% for the last one.";

static const CowTopic topics[] = {
  { "grammar", "Lines and words", grammar_text },
  { "selectors", "Selectors", selectors_text },
  { "expressions", "Expressions", expressions_text },
  { "options", "Options that mean the same everywhere", options_text },
  { "values", "Values in rows", values_text },
  { "formats", "Formats of files", formats_text },
  { "jobs", "Jobs", jobs_text },
  { "algorithms", "Algorithms of paths", "n stands for the vertices, m for the edges. What a job would take on the graph at hand estimate says; what it took, explain." },
  { "keys", "Keys of the panes", "The line is edited as in other programs with readline; these keys belong to the panes." },
  { "exit", "Exit status", exit_text },
};

const CowTopic *
cow_topics (guint *n)
{
  *n = G_N_ELEMENTS (topics);
  return topics;
}

char *
cow_topic_keys (void)
{
  return cow_key_help ();
}
