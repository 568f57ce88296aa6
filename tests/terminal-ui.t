#!/bin/sh
# terminal-ui.t - the panes and the line mode in a real terminal: drives ui-demo in tmux and looks at the screen.
# Nothing waits for a time: each step polls for what it expects, a bounded number of times.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

: "${UI_DEMO:=$builddir/tests/bin/ui-demo}"
command -v tmux >/dev/null 2>&1 || skip_all 'tmux is not here'
[ -x "$UI_DEMO" ] || { fail 'ui-demo is built'; done_testing; }
infocmp tmux-256color >/dev/null 2>&1 && term=tmux-256color || term=screen

# A server of its own: its socket is in the scratch folder.
TMUX_TMPDIR=$scratch
export TMUX_TMPDIR
unset TMUX
tm () { tmux -L ui -f /dev/null "$@"; }
trap 'tm kill-server 2>/dev/null; rm -rf "$scratch"' EXIT

tm new-session -d -s ui -x 100 -y 30 "PS1='READY> ' exec sh" || skip_all 'tmux cannot start'
tm set -g default-terminal "$term"
tm set -g escape-time 0
tm set -g status off
tm kill-session -t ui 2>/dev/null
tm new-session -d -s ui -x 100 -y 30 "PS1='READY> ' exec sh"

screen_text () { tm capture-pane -p -t ui; }

# screen_has REGEX: polls until the screen shows it
screen_has () {
  tries=200
  while [ "$tries" -gt 0 ]; do
    screen_text | grep -qE -e "$1" && return 0
    tries=$((tries - 1))
    sleep 0.02
  done
  return 1
}

# shows REGEX NAME
shows () {
  if screen_has "$1"; then pass "$2"; else fail "$2"; note "wanted: $1"; note "$(screen_text)"; fi
}

# hides REGEX NAME: polls until the screen does not show it
hides () {
  tries=200
  while [ "$tries" -gt 0 ]; do
    screen_text | grep -qE -e "$1" || { pass "$2"; return; }
    tries=$((tries - 1))
    sleep 0.02
  done
  fail "$2"; note "unwanted: $1"; note "$(screen_text)"
}

keys () { tm send-keys -t ui "$@"; }
typed () { tm send-keys -t ui -l "$1"; tm send-keys -t ui Enter; }
start () { typed "clear; $*"; }

# paste TEXT: as a terminal does it
paste () { tm set-buffer -b clip "$1"; tm paste-buffer -p -b clip -t ui; }

screen_has 'READY>' || { fail 'a shell in a terminal'; done_testing; }

# resize COLUMNS ROWS: until the program has noticed (tmux puts quick changes together)
resize () {
  : >"$scratch/sizes"
  tm resize-window -t ui -x "$1" -y "$2"
  tries=200
  while [ "$tries" -gt 0 ]; do
    grep -qx "$1x$2" "$scratch/sizes" && return 0
    tries=$((tries - 1))
    sleep 0.02
  done
  return 1
}

# Drawing and typing
typed "stty -g >$scratch/before"
start "UI_DEMO_SIZES=$scratch/sizes $UI_DEMO $scratch/state/history"
shows '^ demo: grid 1,000,000 vertices +tick 0' 'status line'
shows '^cowpath>' 'prompt'
shows 'F1 keys' 'hint line'
typed 'say h€llo 東京'
shows '^h€llo 東京$' 'a line and its answer, wide characters'
typed 'rows 98765'
shows '[0-9,]+-98,765 of 98,765 ──' 'the table follows its end'
shows '^v98764 .*Zürich' 'the last row is shown'
typed 'jobs 3'
shows '^── jobs .*state' 'jobs pane'
shows '^%2 distances.* running' 'a running job'
shows '17 failed' 'failures of a job'
keys -l 'rows'
shows 'rows N: add N rows' 'the hint follows the line'
keys C-c
shows '^interrupted$' 'Ctrl-C calls interrupt'
hides '^cowpath> rows' 'Ctrl-C clears the line'

# Scrolling
keys F6 C-Home
shows ' 1-[0-9]+ of 98,765 ──' 'Ctrl-Home goes to the first row'
shows '^v0 ' 'the first row is shown'
keys NPage
shows '^v8 |^v9 |^v10 ' 'PageDown scrolls the table'
keys S-Right
shows 'column 2 of 4' 'Shift-Right scrolls columns'
shows '^to +cost' 'the second column is the first shown'
keys S-Left End
shows '-98,765 of 98,765 ──' 'End follows again'
keys F2
hides '^── jobs' 'F2 gives the window to the focused pane'
keys F2
shows '^── jobs' 'F2 gives it back'
keys F4
shows '^── %4 distances' 'F4 asks for the next table'
keys M-Up

# Hostile text
typed 'hostile'
shows '\\x1b\]0;owned\\x07\\x1b\[2J\\xc2\\x9b31mred \\xe2\\x80\\xae' 'control sequences are shown, not obeyed'
is "$(tm display-message -p -t ui '#{pane_title}' | grep -c owned)" 0 'the title of the terminal is untouched'
typed 'hostile'
hides '^.{0,3}\\x1b.*tick' 'hostile off'

# Completion and history
keys -l 'hos'
keys Tab x
shows '^cowpath> hostile x$' 'Tab completes a word'
keys C-c
keys -l '"New'
keys Tab Tab
shows '"New York" +"New Yonkers"' 'candidates are shown'
keys -l 'r'
hides 'Yonkers' 'the next key removes the candidates'
keys Tab
shows '^cowpath> "New York"' 'a quoted candidate keeps its quotes'
keys C-c
keys -l 'evi'
keys Tab x
shows '^cowpath> evix$' 'a hostile candidate is not offered'
keys C-c C-r
keys -l 'h€l'
shows "reverse-i-search\)\`h€l': say h€llo 東京" 'Ctrl-R searches the history'
keys C-g Up
shows '^cowpath> hostile$' 'Up brings the last line back'
keys C-a C-k

# Long lines
keys -l 'say 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789 end of it'
shows '^cowpath> .*end of it$' 'a long line scrolls'
hides '^cowpath> say' '… its start out of sight'
keys C-a
shows '^cowpath> say 0123' '… and back'
keys C-c

# Paste
paste "$(printf 'say first pasted\nsay second pasted\nsay thi')"
shows '^second pasted$' 'pasted lines run one after the other'
shows '^cowpath> say thi$' 'the rest of a paste waits on the line'
keys C-c
paste "$(printf 'say a\033[31mb\tc')"
shows '^cowpath> say a\[31mb c$' 'control characters of a paste are left out'
keys C-c

keys -H 1b 5b 32 30 30 7e
keys -l 'say open'
shows '^cowpath> say open$' 'a paste without end'
keys C-c
hides '^cowpath> say open' 'Ctrl-C ends it'
head -c 50000 /dev/zero | tr '\0' x >"$scratch/long"
tm load-buffer -b clip "$scratch/long"
tm paste-buffer -p -b clip -t ui
keys -l ' end'
shows '^cowpath> x+ end$' 'a paste of 50,000 characters'
keys C-c

# Pager
keys F1
shows 'Ctrl-C +cancel the foreground job' 'F1 shows the keys'
keys q
shows '^cowpath>' 'q leaves the pager'
typed page
shows '^NAME$' 'overstruck letters are plain in the pager'
keys G
shows '^line 199 of the page$' 'G goes to the end'
keys g
shows '^line 1 of the page$' 'g goes to the start'
keys -l '/needle'
keys Enter
shows '^line 150 of the page needle$' '/ finds'
keys n
shows 'not found' 'n says when there is no more'
keys q
shows '^cowpath>' 'back at the prompt'

# Sizes, while rows stream in
typed stream
for size in 80x24 40x10 20x6 120x40 10x3 3x2 1x1 100x30; do
  resize "${size%x*}" "${size#*x}" || { fail "resized to $size"; note "$(cat "$scratch/sizes")"; }
done
shows '^ demo: grid 1,000,000 vertices +tick [0-9]{2,}' 'resized while streaming'
typed stop
typed 'say still here'
shows '^still here$' 'alive after every size'
resize 40 10
shows '^cowpath>' 'a small window keeps the prompt'
hides '^── jobs' '… and gives up the jobs'
resize 100 30
shows '^── jobs' 'they come back'
keys C-l
shows '^ demo: grid' 'Ctrl-L draws all again'
typed "dump $scratch/dump"
shows '^> dump' 'dump'
tries=100; while [ ! -s "$scratch/dump" ] && [ "$tries" -gt 0 ]; do tries=$((tries - 1)); sleep 0.02; done
like "$(cat "$scratch/dump")" '^ demo: grid' 'the screen as text: status'
like "$(cat "$scratch/dump")" '東京駅|Zürich' 'the screen as text: wide characters'

# Stop and continue
keys C-z
shows '[Ss]topped' 'Ctrl-Z stops'
typed 'echo co""oked'
shows '^cooked$' 'the shell has its terminal'
typed fg
shows '^ demo: grid 1,000,000 vertices' 'fg brings the panes back'
typed 'say after fg'
shows '^after fg$' '… and the line'
typed late
shows '[Ss]topped' 'Ctrl-Z is not lost when something is drawn before it is read'
typed fg
shows '^ demo: grid 1,000,000 vertices' '… and fg brings the panes back'

# Leaving, in every way
same_terminal () {
  typed "stty -g | cmp - $scratch/before && echo same""-terminal"
  shows '^(READY> )?same-terminal$' "$1"
  is "$(tm display-message -p -t ui '#{alternate_on}#{cursor_flag}')" 01 "$1: screen and cursor"
}
keys C-d
shows '^demo ended' 'Ctrl-D on an empty line ends'
same_terminal 'after Ctrl-D the terminal is as it was'
start "$UI_DEMO"; shows '^cowpath>' 'again'; typed crash
shows 'Segmentation fault|READY>' 'crash'
same_terminal 'after a crash the terminal is as it was'
start "$UI_DEMO"; shows '^cowpath>' 'again'; typed free
shows '^demo ended' 'freed from its own callback'
same_terminal 'after that the terminal is as it was'
start "$UI_DEMO --no-color"; shows '^cowpath>' 'without colors'
tm send-keys -t ui -l 'say x'; keys Enter; shows '^x$' 'works without colors'
typed quit; shows '^demo ended' 'quit'

# Terminals that cannot
start "TERM=dumb $UI_DEMO"; shows 'no panes: the terminal is dumb' 'a dumb terminal is refused'
start "TERM=nonsense $UI_DEMO"; shows 'no panes: this kind of terminal is not known' 'an unknown terminal is refused'
start "TERM= $UI_DEMO"; shows 'no panes: TERM is not set' 'no TERM is refused'
start "$UI_DEMO | cat"; shows 'no panes: stdin and stdout are not both a terminal' 'a pipe is refused'

# History
like "$(cat "$scratch/state/history")" '^say h€llo 東京$' 'the history is kept'
is "$(stat -c %a "$scratch/state/history")" 600 'the history is private'

# Line mode
start "UI_DEMO_SIZES=$scratch/sizes $UI_DEMO --plain $scratch/state/history"
shows '^demo>' 'line mode: prompt'
typed 'say in line mode'
shows '^in line mode$' 'line mode: answer'
keys -l 'hos'; keys Tab x
shows '^demo> hostile x$' 'line mode: completion'
keys C-c
shows '\^C$' 'line mode: Ctrl-C clears the line'
paste "$(printf 'say one\nsay two')"
keys Enter
shows '^two$' 'line mode: pasted lines run one after the other'
typed hold
shows '^held work done$' 'line mode: foreground work'
shows '^demo> $|^demo>$' 'line mode: prompt after it'
resize 40 12
keys -l 'say typed in a window that became narrower while typing'
keys C-a C-e
resize 100 30
keys Enter
shows '^typed in a window that became narrower while typing$' 'line mode: resized while typing'
keys C-d
shows '^demo ended' 'line mode: Ctrl-D ends'
same_terminal 'after line mode the terminal is as it was'
start "$UI_DEMO --plain >$scratch/out"
shows '^demo>' 'line mode: the prompt does not go into the file'
tm send-keys -t ui -l 'say to a file'
shows '^demo> say to a file$' 'line mode: nor does what is typed'
keys Enter C-d
screen_has 'READY>'
tries=100; while ! grep -q 'demo ended' "$scratch/out" && [ "$tries" -gt 0 ]; do tries=$((tries - 1)); sleep 0.02; done
like "$(cat "$scratch/out")" '^to a file$' 'line mode: output goes to the file'
done_testing
