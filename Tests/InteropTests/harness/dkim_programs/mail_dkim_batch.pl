# Signs or verifies many messages with Mail::DKIM; see harness/dkim_peers.py.
#
# mail_dkim_batch.pl sign | verify KEYS: a task a line on standard input, a result a line on standard output, both JSON.
# mail_dkim_batch.pl time KEYS: one task, and the processor time that it takes, as timing.py has it.

use strict;
use warnings;

use JSON::PP;
use Mail::DKIM::DNS;
use Mail::DKIM::PrivateKey;
use Mail::DKIM::Signer;
use Mail::DKIM::Verifier;
use Net::DNS;

$Mail::DKIM::Verifier::MAX_SIGNATURES_TO_PROCESS = 50;
my ( $mode, $keys_path ) = @ARGV;
my $keys = defined $keys_path ? decode_json( contents($keys_path) ) : {};
my %private;

# The library asks DNS for a key: it gets the record of the keys that we were given.
{
    no warnings 'redefine';
    *Mail::DKIM::DNS::query = sub {
        my ( $name, $type ) = @_;
        my $text = $keys->{$name};
        $@ = defined $text ? 'NOERROR' : 'NXDOMAIN';
        return unless defined $text;
        my @strings = $text =~ /(.{1,255})/gs;
        return Net::DNS::RR->new( name => $name, type => 'TXT', txtdata => \@strings );
    };
}

# Writes the message with a signature before it.
sub sign {
    my ($task) = @_;
    my $message = contents( $task->{in} );
    my $field   = signature( $task, $message );
    open my $file, '>:raw', $task->{out} or die "$task->{out}: $!\n";
    print $file $field, $message;
    close $file or die "$task->{out}: $!\n";
    return {};
}

# The signature's field.
sub signature {
    my ( $task, $message ) = @_;
    my %chosen;
    if ( @{ $task->{fields} } ) {
        %chosen = map { lc($_) => '*' } @{ $task->{fields} };
        $chosen{ lc $_ } = '+' for @{ $task->{oversigned} };
    }
    my $signer = Mail::DKIM::Signer->new(
        Algorithm => $task->{algorithm},
        Method    => join( '/', @{ $task->{canonicalization} } ),
        Domain    => $task->{domain},
        Selector  => $task->{selector},
        Timestamp => time,
        Key       => private_key($task),
    );
    $signer->extended_headers( \%chosen ) if %chosen;
    $signer->PRINT($message);
    $signer->CLOSE;
    return $signer->signature->as_string . "\015\012";
}

# Whether each signature passes, from the top.
sub verify {
    my ($message) = @_;
    my $verifier = Mail::DKIM::Verifier->new;
    $verifier->PRINT($message);
    $verifier->CLOSE;
    my @signatures = $verifier->signatures;
    my @passed  = map { ( $_->result || '' ) eq 'pass' ? JSON::PP::true : JSON::PP::false } @signatures;
    my @details = map { $_->result_detail || 'no result' } @signatures;
    return { passed => \@passed, details => \@details };
}

sub private_key {
    my ($task) = @_;
    my $type = $task->{algorithm} =~ /^ed25519/ ? 'ed25519' : 'rsa';
    return $private{ $task->{key} } ||=
      Mail::DKIM::PrivateKey->load( Type => $type, File => $task->{key} . ( $type eq 'ed25519' ? '.seed' : '' ) );
}

sub contents {
    my ($path) = @_;
    open my $file, '<:raw', $path or die "$path: $!\n";
    local $/;
    return scalar <$file>;
}

# How much processor time a signature takes to make and to check.
sub measure {
    my ($task) = @_;
    my @messages = map { contents($_) } @{ $task->{messages} };
    my @signed   = map { signature( $task, $_ ) . $_ } @messages;
    verify($_)->{passed}[0] or die "a signature does not pass: there is nothing to time\n" for @signed;
    my $timed = sub {
        my ( $function, @inputs ) = @_;
        my ( $count, $used, $began ) = ( 0, 0, clock() );
        while ( ( $used = clock() - $began ) < $task->{seconds} ) {
            $function->($_) for @inputs;
            $count += @inputs;
        }
        return $used / $count * 1e6;
    };
    return {
        sign_us   => $timed->( sub { signature( $task, $_[0] ) }, @messages ),
        verify_us => $timed->( \&verify, @signed ),
    };
}

sub clock {
    my ( $user, $system ) = times;
    return $user + $system;
}

if ( $mode eq 'time' ) {
    print encode_json( measure( decode_json( scalar <STDIN> ) ) ), "\n";
    exit;
}
$| = 1;
while ( my $line = <STDIN> ) {
    my $result = eval {
        my $task = decode_json($line);
        $mode eq 'sign' ? sign($task) : verify( contents( $task->{in} ) );
    };
    if ( !$result ) {
        chomp( my $reason = $@ );
        $result = { error => "$reason" };
    }
    print encode_json($result), "\n";
}
