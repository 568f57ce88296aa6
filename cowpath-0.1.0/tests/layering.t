#!/usr/bin/perl
# layering.t - who may know whom: reads the sources and fails on an arrow the design forbids.
# Each rule is first shown a planted tree that breaks it, so that a rule that has gone blind is a failure too.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Find;
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Test::More;

# [path relative to the top, text] of each C source below the folders of the program
sub sources
{
  my ($top) = @_;
  my @found;
  for my $folder (grep { -d "$top/$_" } qw(app graph pool ui tests))
    {
      find ({ no_chdir => 1,
              wanted => sub {
                return unless -f && /\.[ch]\z/;
                open my $in, '<', $_ or die "$_: $!";
                local $/;
                push @found, [ substr ($_, length ($top) + 1), scalar <$in> // '' ];
              } },
            "$top/$folder");
    }
  return sort { $a->[0] cmp $b->[0] } @found;
}

# The text without comments; strings are kept or emptied. Lines keep their numbers.
sub strip
{
  my ($text, $keep_strings) = @_;
  $text =~ s{(/\*.*?\*/|//[^\n]*)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')}
            {
              my ($comment, $string) = ($1, $2);
              if (defined $comment) { $comment =~ tr/\n//cd; $comment eq '' ? ' ' : $comment }
              elsif ($keep_strings) { $string }
              else { '""' }
            }gsex;
  return $text;
}

# "path:line: what" for each match of the pattern in the code
sub matches
{
  my ($path, $code, $pattern, $what) = @_;
  my @lines = split /\n/, $code, -1;
  return map { "$path:" . ($_ + 1) . ": $what" } grep { $lines[$_] =~ $pattern } 0 .. $#lines;
}

# Where an include leads: its folder, '' when it lies at the top
sub folder_of
{
  my ($from, $include) = @_;
  my @parts = $include =~ m{^\.\.?/} || $include !~ m{/} ? (split m{/}, dirname ($from)) : ();
  for my $part (split m{/}, $include)
    {
      if ($part eq '..') { pop @parts }
      elsif ($part ne '.') { push @parts, $part }
    }
  return @parts > 1 ? $parts[0] : '';
}

my %rules = (
  'a library includes its own folder only' => sub {
    my ($path, $text) = @_;
    my ($own) = $path =~ m{^(graph|pool|ui)/} or return;
    my (@lines, @bad) = split /\n/, $text;
    for my $i (0 .. $#lines)
      {
        my ($include) = $lines[$i] =~ /^\s*#\s*include\s*"([^"]*)"/ or next;
        my $folder = folder_of ($path, $include);
        push @bad, "$path:" . ($i + 1) . ": includes $include" unless $include eq 'config.h' || $folder eq $own;
      }
    return @bad;
  },
  'fork stands in pool/spawn.c only' => sub {
    my ($path, $text) = @_;
    return if $path eq 'pool/spawn.c' || $path =~ m{^tests/};
    return matches ($path, strip ($text), qr/\b(?:v?fork|clone3?|posix_spawnp?|popen|system|g_spawn_\w+)\s*\(|\bsyscall\s*\(\s*SYS_(?:clone|v?fork)/,
                    'makes a process');
  },
  'signals are set in pool/signals.c only' => sub {
    my ($path, $text) = @_;
    return if $path eq 'pool/signals.c' || $path =~ m{^tests/};
    # ncurses takes signals when it starts: the screen may read the actions before and give them back.
    my $actions = $path eq 'ui/screen.c' ? '' : 'sigaction|';
    return matches ($path, strip ($text), qr/(?<!struct )\b(?:${actions}signal|bsd_signal|sysv_signal)\s*\(/, 'sets a signal');
  },
  'no hidden GLib thread' => sub {
    my ($path, $text) = @_;
    return if $path =~ m{^tests/};
    return matches ($path, strip ($text), qr/\bg_(?:unix_signal_\w+|subprocess_\w+|task_run_in_thread|bus_\w+)\s*\(/,
                    'starts a thread of GLib');
  },
  'terminal escapes stand in ui only' => sub {
    my ($path, $text) = @_;
    return if $path =~ m{^(?:ui|tests)/};
    return matches ($path, strip ($text, 1), qr/(?<!\\)\\(?:0?33(?![0-7])|x1[bB](?![0-9a-fA-F])|e)/, 'holds an escape sequence');
  },
  'curses and readline are known to ui only' => sub {
    my ($path, $text) = @_;
    return if $path =~ m{^(?:ui|tests)/};
    return matches ($path, $text, qr/^\s*#\s*include\s*<(?:n?cursesw?|readline|term)(?:\/|\.h)/, 'includes a terminal library');
  },
  'graph and pool do not print' => sub {
    my ($path, $text) = @_;
    return unless $path =~ m{^(?:graph|pool)/};
    # A handler in a worker writes its last words to a stderr that is a pipe to the session: plain write, in pool only.
    my $fds = $path =~ m{^pool/} ? 'STDOUT_FILENO' : 'STDOUT_FILENO|STDERR_FILENO';
    return matches ($path, strip ($text),
                    qr/(?<![\w.>])(?:v?printf|puts|putchar|perror|psignal|g_print(?:err)?|g_message|g_info)\s*\(
                       |\b(?:f?printf|fputs|fputc|putc|fwrite|v?dprintf|write)\s*\([^;]*\b(?:stdout|stderr|$fds)\b
                       |\bfputs?\b[^;]*\bstd(?:out|err)\b/x,
                    'prints');
  },
  'files end in a newline' => sub {
    my ($path, $text) = @_;
    return $text =~ /\n\z/ ? () : ("$path: has no newline at its end");
  },
);

# For each rule: files that break it, files that must pass.
my %planted = (
  'a library includes its own folder only' =>
    [ { 'graph/a.c' => "#include \"pool/pool.h\"\n", 'graph/path/b.c' => "#include \"../../ui/text.h\"\n",
        'pool/c.h' => "#  include \"app/row.h\"\n", 'ui/d.c' => "#include \"graph/types.h\"\n", 'pool/e.c' => "#include \"top.h\"\n#include \"../x.h\"\n" },
      { 'graph/f.c' => "#include \"config.h\"\n#include \"graph/graph.h\"\n#include <glib.h>\n", 'graph/path/g.c' => "#include \"../h.h\"\n",
        'app/h.c' => "#include \"pool/pool.h\"\n#include \"ui/text.h\"\n" } ],
  'fork stands in pool/spawn.c only' =>
    [ { 'app/a.c' => "int x = fork ();\n", 'pool/b.c' => "  pid = vfork();\n", 'ui/c.c' => "popen (s, \"r\");\n", 'pool/f.c' => "syscall (SYS_clone3, &a, n);\n" },
      { 'pool/spawn.c' => "fork ();\n", 'pool/g.c' => "int list[] = { SYS_clone };\n", 'app/d.c' => "/* fork () */ cow_fork_count (\"fork ()\");\n", 'tests/e.c' => "fork ();\n" } ],
  'signals are set in pool/signals.c only' =>
    [ { 'app/a.c' => "signal (SIGINT, f);\n", 'pool/b.c' => "sigaction (SIGINT, &a, NULL);\n", 'ui/screen.c' => "signal (SIGINT, f);\n" },
      { 'pool/signals.c' => "sigaction (s, &a, NULL);\n", 'ui/c.c' => "struct sigaction a; /* signal (x) */ on_signal (3);\n" } ],
  'no hidden GLib thread' => [ { 'app/a.c' => "g_unix_signal_add (SIGINT, f, NULL);\n" }, { 'app/b.c' => "g_unix_fd_add (fd, c, f, d);\n" } ],
  'terminal escapes stand in ui only' =>
    [ { 'app/a.c' => "x = \"\\033[1m\";\n", 'graph/b.c' => "c == '\\x1b';\n", 'pool/c.c' => "\"\\e[0m\"\n" },
      { 'ui/d.c' => "\"\\033[1m\";\n", 'app/e.c' => "/* \\033 */ \"\\n\\t\\\"\";\n" } ],
  'curses and readline are known to ui only' =>
    [ { 'app/a.c' => "#include <readline/history.h>\n", 'pool/b.c' => "#include <curses.h>\n" }, { 'ui/c.c' => "#include <ncurses.h>\n" } ],
  'graph and pool do not print' =>
    [ { 'graph/a.c' => "  printf (\"x\");\n", 'pool/b.c' => "fprintf (stderr, \"x\");\n", 'pool/c.c' => "g_printerr (\"x\");\n",
        'graph/d.c' => "fputs (text, stdout);\n", 'graph/e.c' => "write (STDERR_FILENO, t, 3);\n", 'pool/f.c' => "write (STDOUT_FILENO, t, 3);\n" },
      { 'graph/f.c' => "fprintf (file, \"x\"); snprintf (b, 3, \"printf (\"); g_string_append_printf (s, \"x\"); write (fd, b, 3);\n",
        'app/g.c' => "printf (\"x\");\n", 'pool/h.c' => "dup2 (fd, STDERR_FILENO);\n", 'pool/i.c' => "write (STDERR_FILENO, t, 3);\n" } ],
  'files end in a newline' => [ { 'app/a.c' => "int x;", 'tests/b.c' => '' }, { 'app/c.c' => "int x;\n" } ],
);

my $top = abs_path ($ENV{top_srcdir} // dirname ($0) . '/..');
my @real = sources ($top);
cmp_ok (scalar @real, '>', 0, 'there are sources to look at');

for my $name (sort keys %rules)
  {
    my ($bad, $good) = @{ $planted{$name} };
    my $tree = tempdir (CLEANUP => 1);
    my %files = (%$bad, %$good);
    for my $path (keys %files)
      {
        make_path (dirname ("$tree/$path"));
        open my $out, '>', "$tree/$path" or die "$tree/$path: $!";
        print $out $files{$path};
        close $out or die "$tree/$path: $!";
      }
    my %seen = map { (split /:/)[0] => 1 } map { $rules{$name}->(@$_) } sources ($tree);
    is_deeply ([ sort keys %seen ], [ sort keys %$bad ], "$name: sees exactly the planted offenders");
    my @found = map { $rules{$name}->(@$_) } @real;
    is (scalar @found, 0, $name) or diag (join "\n", @found);
  }
done_testing ();
