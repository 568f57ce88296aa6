#!/usr/bin/perl
# style.t - what a reader may rely on: files that say what they are, of a size to read, without left-overs; manual pages without lint.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(basename dirname);
use File::Find;
use Test::More;

my $top = abs_path ($ENV{top_srcdir} // dirname ($0) . '/..');
my $build = abs_path ($ENV{top_builddir} // $ENV{builddir} // '.');
my $longest = 700;

sub read_text
{
  my ($path) = @_;
  open my $in, '<', $path or die "$path: $!";
  local $/;
  return scalar <$in> // '';
}

sub first_comment_missing { return $_[0] !~ m{\A/\*\s*\S} }
sub lines_in { return $_[0] =~ tr/\n// }
sub left_over { return $_[0] =~ /\b(?:TODO|FIXME|XXX)\b/ }   # the words of this line do not count: scripts are not read

# The checks see what they are for.
ok (first_comment_missing ("#include <x.h>\n") && first_comment_missing ("\n/* late */\n"), 'a missing first comment is seen');
ok (!first_comment_missing ("/* arena.c - memory */\n"), 'a first comment is accepted');
ok (left_over ("/* TO" . "DO: later */") && left_over ("/* FIX" . "ME */") && !left_over ('todo list'), 'left-overs are seen');
is (lines_in ("a\nb\n"), 2, 'lines are counted');

my @files;
for my $folder (grep { -d "$top/$_" } qw(app graph pool ui tests))
  {
    find ({ no_chdir => 1, wanted => sub { push @files, $_ if -f && /\.(?:c|h|cc)\z/ } }, "$top/$folder");
  }
cmp_ok (scalar @files, '>', 0, 'there are sources to look at');

my (@no_comment, @wrong_name, @long, @left);
for my $path (sort @files)
  {
    my $text = read_text ($path);
    my $short = substr ($path, length ($top) + 1);
    my $name = basename ($path);
    push @no_comment, $short if first_comment_missing ($text);
    push @wrong_name, $short if !first_comment_missing ($text) && $text !~ m{\A/\*+\s*(?:[\w./-]*/)?\Q$name\E\b};
    push @long, "$short: " . lines_in ($text) . ' lines' if lines_in ($text) > $longest;
    push @left, $short if left_over ($text);
  }
is_deeply (\@no_comment, [], 'each source begins with a comment');
is_deeply (\@wrong_name, [], '… that names the file');
is_deeply (\@long, [], "no source is longer than $longest lines");
is_deeply (\@left, [], 'no left-overs');

# What Makefile.am does not name is missing in a distribution.
my %named = map { $_ => 1 } split ' ', read_text ("$top/Makefile.am");
my @unnamed = grep { !$named{$_} } map { substr ($_, length ($top) + 1) } sort @files;
is_deeply (\@unnamed, [], 'Makefile.am names each source');

my %pages = map { basename ($_) => $_ } glob ("'$top/man/*.[1-9]'"), glob ("'$build/man/*.[1-9]'");
SKIP: {
  skip 'no manual pages here', 1 unless %pages;
  skip 'no mandoc here', 1 unless grep { -x "$_/mandoc" } split /:/, $ENV{PATH};
  my $list = join ' ', map { my $path = $pages{$_}; $path =~ s/'/'\\''/g; "'$path'" } sort keys %pages;
  # Pages of ours refer to each other before they are installed.
  my @lint = grep { !/referenced manual not found: Xr cowpath|outdated mandoc.db/ } `mandoc -T lint $list 2>&1`;
  is_deeply (\@lint, [], 'manual pages: mandoc has nothing to say');
}
done_testing ();
