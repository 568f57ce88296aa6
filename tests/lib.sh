# lib.sh - TAP for test scripts in sh: sourced first, finished by `done_testing`.
#
#   . "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"
#   is "$(cow -c 'echo hello')" hello 'echo repeats its words'
#   done_testing
#
# Sets: top_srcdir and builddir (absolute), COWPATH (the program), COW_SHARED (may name a folder that is absent), scratch (an empty
# folder, removed at the end). A script that dies half-way fails, because its plan is printed last.

top_srcdir=$(cd "${top_srcdir:-$(dirname "$0")/..}" && pwd)
builddir=$(cd "${builddir:-.}" && pwd)
: "${COWPATH:=$builddir/cowpath}"
: "${COW_SHARED:=$top_srcdir/../shared}"
export top_srcdir builddir COWPATH COW_SHARED
LC_ALL=C.UTF-8
export LC_ALL
tap_count=0
tap_failed=0
scratch=$(mktemp -d "${TMPDIR:-/tmp}/cowpath-test.XXXXXX") || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Private history, state and cache: a test must not touch those of who runs it.
mkdir "$scratch/home" || exit 99
HOME=$scratch/home
export HOME
unset XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME

# Built with AddressSanitizer? Some of what it does to memory and to signals cannot be tested then.
is_sanitized () { ldd "$COWPATH" 2>/dev/null | grep -q libasan; }

# the program in batch mode, without start-up file and progress
cow () { "$COWPATH" --no-rc "$@"; }

# fixture COMMAND...: makes files for the tests that follow; speaks up only when it fails
fixture () { "$@" >"$scratch/fixture.log" 2>&1 || { fail "fixture: $*"; note "$(cat "$scratch/fixture.log")"; }; }

note () { printf '%s\n' "$*" | sed 's/^/# /'; }

pass () { tap_count=$((tap_count + 1)); printf 'ok %d - %s\n' "$tap_count" "$1"; }

fail () { tap_count=$((tap_count + 1)); tap_failed=$((tap_failed + 1)); printf 'not ok %d - %s\n' "$tap_count" "$1"; }

# ok NAME COMMAND...: the command succeeds
ok () { ok_name=$1; shift; if "$@"; then pass "$ok_name"; else fail "$ok_name"; note "failed: $*"; fi; }

# is GOT WANTED NAME
is () {
  if [ "$1" = "$2" ]; then pass "$3"; else fail "$3"; note "got:    $1"; note "wanted: $2"; fi
}

# like TEXT REGEX NAME (extended regular expression, any line)
like () {
  if printf '%s\n' "$1" | grep -qE -e "$2"; then pass "$3"; else fail "$3"; note "got:    $1"; note "wanted: $2"; fi
}

# unlike TEXT REGEX NAME
unlike () {
  if printf '%s\n' "$1" | grep -qE -e "$2"; then fail "$3"; note "got:      $1"; note "unwanted: $2"; else pass "$3"; fi
}

# status WANTED NAME COMMAND...: output goes to $scratch/out and $scratch/err
status () {
  status_wanted=$1 status_name=$2
  shift 2
  status_got=0
  "$@" >"$scratch/out" 2>"$scratch/err" || status_got=$?
  if [ "$status_got" -eq "$status_wanted" ]; then pass "$status_name"; else
    fail "$status_name"
    note "exit status $status_got, wanted $status_wanted: $*"
    note "$(head -c 2000 "$scratch/err")"
  fi
}

# skip NAME WHY: one test that cannot run here
skip () { tap_count=$((tap_count + 1)); printf 'ok %d - %s # SKIP %s\n' "$tap_count" "$1" "$2"; }

# skip_all WHY: nothing here can run
skip_all () { printf '1..0 # SKIP %s\n' "$*"; exit 0; }

done_testing () { printf '1..%d\n' "$tap_count"; [ "$tap_failed" -eq 0 ]; exit $?; }
