#!/bin/sh
# terminal-app.t - the program itself in a real terminal, driven in tmux: what a user types and sees.
# Nothing waits for a time: each step polls for what it expects, a bounded number of times.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

command -v tmux >/dev/null 2>&1 || skip_all 'tmux is not here'
infocmp tmux-256color >/dev/null 2>&1 && term=tmux-256color || term=screen
cd "$scratch" || exit 99

# A server of its own: its socket is in the scratch folder.
TMUX_TMPDIR=$scratch
export TMUX_TMPDIR
unset TMUX
tm () { tmux -L app -f /dev/null "$@"; }
trap 'tm kill-server 2>/dev/null; rm -rf "$scratch"' EXIT
tm new-session -d -s first -x 120 -y 40 'exec sh' || skip_all 'tmux cannot start'
tm set -g default-terminal "$term"
tm set -g escape-time 0
tm set -g status off
tm new-session -d -s app -x 120 -y 40 "PS1='READY> ' exec sh"
tm kill-session -t first

screen_text () { tm capture-pane -p -t app; }
# screen_has REGEX: polls until the screen shows it, 5 s at most
screen_has () {
  tries=200
  while [ "$tries" -gt 0 ]; do
    screen_text | grep -qE -e "$1" && return 0
    tries=$((tries - 1)); sleep 0.025
  done
  return 1
}
shows () { if screen_has "$1"; then pass "$2"; else fail "$2"; note "wanted: $1"; note "$(screen_text)"; fi; }
hides () {
  tries=200
  while [ "$tries" -gt 0 ]; do
    screen_text | grep -qE -e "$1" || { pass "$2"; return; }
    tries=$((tries - 1)); sleep 0.025
  done
  fail "$2"; note "unwanted: $1"; note "$(screen_text)"
}
keys () { tm send-keys -t app "$@"; }
typed () { tm send-keys -t app -l "$1"; keys Enter; }
start () { typed "clear; '$COWPATH' --no-rc $*"; }
same_terminal () {
  typed "clear; stty -a | cmp - before && echo same""-terminal"
  shows '^same-terminal$' "$1: the terminal is as it was"
  is "$(tm display-message -p -t app '#{alternate_on}#{cursor_flag}')" 01 "$1: screen and cursor too"
}

screen_has 'READY>' || { fail 'a shell in a terminal'; done_testing; }
printf 'a\tb\t1\nb\tc\t2\nc\td\t3\na\td\t10\n' >g.txt
printf 'src,dst\nhub,"evil\033]0;owned\007\033[2Jname"\nhub,"bidi\342\200\256x"\n' >host.csv
typed 'stty -a >before'

# ---- start, answers ----
start
shows '^cowpath> *$' 'the prompt of the panes'
shows 'F1' 'the hint line'
typed 'load g.txt'
shows '4 vertices, 4 edges' 'load answers'
typed 'path a d'
shows '^a +d +6 +3 +a → b → c → d' 'rows in the table'
typed 'bogus'
shows 'unknown command "bogus"' 'an error is shown'
shows '^[a-z]*> *$' '… and the prompt is back'
typed 'path a zz'
shows 'unknown vertex "zz"' 'an unknown vertex is shown'

# ---- a long job: the prompt stays alive, Ctrl-C cancels and keeps the rows ----
typed 'generate grid rows=300 cols=300 weights=1..99 --as=big'
typed 'generate grid rows=300 cols=300 weights=1..99'
shows '90,?000 vertices' 'generate answers'
typed "distances '*'"
shows "distances '\*'.*running" 'a job runs'
shows '[0-9,]+ of [0-9,]+ ──|^[0-9]+ +90000 ' 'its rows stream in'
typed 'echo al""ive'
shows '^alive' 'the prompt is alive while it runs'
typed 'jobs'
shows '%[0-9]+ +running' 'jobs while it runs'
unlike "$(screen_text)" '\\x1b' 'sequences of ours are not shown as text'
keys C-c
shows "distances '\*'.*cancelled|cancelled: distances" 'Ctrl-C cancels it'
shows '^[0-9]+ +90000 ' '… and keeps the rows'
shows '^[a-z]*> *$' '… and never ends the program'

# ---- sizes ----
typed "distances '*' --name=second"
shows 'running' 'a job while the size changes'
tm resize-window -t app -x 80 -y 24
typed 'echo sm""all'
shows '^small' 'alive at 80x24'
is "$(screen_text | wc -l)" 24 '… on 24 lines'
tm resize-window -t app -x 120 -y 40
typed 'echo la""rge'
shows '^large' 'alive at 120x40 again'
shows '^alive' '… the output from before is still there'
shows '^[0-9]+ +90000 ' '… and the rows'
keys C-c
shows '^%[0-9]+ second +cancelled' 'the job is cancelled'

# ---- help, history, completion ----
keys F1
shows 'Ctrl-C' 'F1 shows help'
keys q
shows '^[a-z]*> *$' 'q leaves it'
typed 'help path'
shows 'a shortest path for every pair' 'help of a command'
keys q
keys Up
shows '^[a-z]*> help path$' 'Up brings the last line back'
keys C-c
hides '^[a-z]+> help path$' 'Ctrl-C clears the line'
keys -l 'neighb'
keys Tab
shows '> neighbors $|> neighbors$' 'Tab completes a command'
keys C-a C-k
keys -l 'path 1 2 --algo'
keys Tab
shows '> path 1 2 --algorithm=$' 'Tab completes an option'
keys C-a C-k
typed 'dist 0 1 --weight=none'
shows '^0 +1 +1$' 'a prefix of a command is enough at the prompt'

# ---- names cannot attack ----
typed 'load host.csv'
shows '3 vertices' 'hostile names are loaded'
typed "path hub '*'"
shows 'evil\\x1b\]0;owned\\x07\\x1b\[2Jname' 'control sequences are shown, not obeyed, in the table'
shows 'bidi\\xe2\\x80\\xaex' 'bidi controls too'
keys -l 'path ev'
keys Tab
typed ''
is "$(tm display-message -p -t app '#{pane_title}' | grep -c owned)" 0 'the title of the terminal is untouched'

# ---- leaving ----
typed 'quit'
hides 'F1' 'quit leaves the panes'
same_terminal 'after quit'
left=0
for program in $(pgrep -f "$COWPATH --no-rc"); do
  [ "$(readlink "/proc/$program/cwd")" != "$scratch" ] || left=$((left + 1))
done
is $left 0 'no process is left'
typed "'$COWPATH' --no-rc g.txt & :"
screen_has 'Stopped|READY>'
typed 'kill %1; wait; clear'
for signal in TERM HUP INT; do
  rm -f pid
  typed "clear; sh -c 'echo \$\$ >pid; exec \"$COWPATH\" --no-rc g.txt'"
  shows '^[a-z]*> *$' "before SIG$signal"
  typed 'echo re""ady'
  shows '^ready' "… at the prompt"
  kill -s $signal "$(cat pid)"
  if [ $signal = INT ]; then
    typed 'echo still he""re'
    shows '^still here' 'SIGINT does not end the program'
    typed quit
  fi
  hides 'F1' "SIG$signal ended"
  same_terminal "after SIG$signal"
done
rm -f pid
typed "clear; sh -c 'echo \$\$ >pid; exec \"$COWPATH\" --no-rc g.txt'"
shows '^[a-z]*> *$' 'before SIGSEGV'
kill -s SEGV "$(cat pid)"
shows 'Segmentation fault|READY>' 'a crash'
same_terminal 'after a crash'

# ---- Ctrl-Z ----
start g.txt
shows '^[a-z]*> *$' 'again'
keys C-z
shows 'Stopped' 'Ctrl-Z stops'
typed 'clear; echo co""oked'
shows '^cooked' 'the shell has its terminal'
typed fg
shows 'F1' 'fg brings the panes back'
typed quit
hides 'F1' 'quit'

# ---- terminals that cannot, and line mode ----
typed "clear; TERM=dumb '$COWPATH' --no-rc -q g.txt"
shows '^g>' 'TERM=dumb falls back to line mode'
typed 'path a d'
shows '^a +d +6 +3 ' '… and answers'
typed quit
same_terminal 'after a dumb terminal'
start '--plain -q g.txt'
shows '^g>' '--plain'
typed 'path a d'
shows '^a +d +6 +3 ' 'line mode answers'
typed 'generate grid rows=300 cols=300 weights=1..99'
typed "distances '*'"
shows '^[0-9]+ +90000 ' 'line mode: rows stream'
keys C-c
shows 'cancelled: distances' 'line mode: Ctrl-C cancels'
shows '^grid> *$' '… and goes on with the prompt'
keys Up
shows "^grid> distances '\*'" 'line mode: history'
keys C-a C-k
keys -l 'neighb'
keys Tab
keys -l '0'
keys Enter
shows '^0 +1 +1 +[0-9]+$' 'line mode: completion'
keys C-d
same_terminal 'after line mode'
typed "clear; '$COWPATH' --no-rc -q --color=never g.txt -c 'path a d' | cat -A"
shows '^a\^Id\^I6\^I3\^I' 'a pipe gets tsv'
done_testing
