extension ConfigurationReference {
    /// What the keys do that are about what becomes of mail here: who gets none, where it is forwarded, how it is signed,
    /// and what is remembered.
    static let mailExplanations = """
        suppression
          The list of recipients who get no mail: `waxwing suppression list`.
        suppression.learn
          Whether those come on the list of whom a host says for good that there is no such mailbox. What is on it counts in
          any case.
        suppression.hold
          How long the first entry after such a refusal holds; each further one holds twice as long, up to two years. No
          effect while `learn` is false.
        forwarding
          Of mail to the domains and aliases of the directory, which `waxwing domain` and `waxwing alias` change:
          [forwarding.md](forwarding.md).
        forwarding.postmaster
          Who gets mail for the postmaster of a domain that has no alias of this name; at most 20 addresses. Left out: the
          accounts that are administrators.
        forwarding.rewrite-domain
          The domain of senders that are rewritten (SRS). Its MX record has to lead here. Left out: `hostname`.
        forwarding.rewrite-secret-file
          The file with the secrets that rewritten senders are signed with, to share them with other servers; a line for each:
          the first one signs, all check. Left out: one that is made and kept in the data directory.
        forwarding.cut-through
          How long the sender of a message that is forwarded to one target waits for the first attempt, from nothing to `4m`:
          what the target refuses meanwhile is refused, and never bounced. What takes longer is accepted and tried further.
        filter
          How mail is filtered that comes to listeners of kind `mx` from hosts that may not relay.
        filter.allow-lists
          Lists in the DNS; who is on one is let in, whatever the block lists say. At most 20.
        filter.block-lists
          Lists in the DNS; who is on one is not let in. The first one that has a client gives the reason. At most 20.
        filter.*.zone
          The zone that is asked for the client's address. With some providers it holds the customer's key.
        filter.*.name
          What clients and the log are told in place of the zone; up to 64 letters, digits, `-`, `_` and `.`. Left out: the
          zone.
        filter.*.answers
          Which answers mean that a client is on the list, with ranges as in `127.0.0.2-11`. Left out: all that can mean it.
        filter.rspamd
          The spam filter that is asked about each message. What it says is done: the message is refused, put off, taken, or
          marked by X-Spam fields. Left out: none is asked.
        filter.rspamd.url
          Where it listens: scheme, host and port.
        filter.rspamd.password-file
          The file with the password that it demands, which only its owner may read. Left out: none.
        filter.rspamd.timeout
          How long its answer is waited for.
        filter.rspamd.unavailable
          What becomes of a message about which there is no answer: `accept` takes it, `defer` asks its client to come again.
        filter.rspamd.largest-message
          Larger messages are not shown to it.
        dkim
          How mail is signed that goes out.
        dkim.sign
          Whether mail is signed for which there is a key.
        dkim.unsignable
          What becomes of mail that should be signed and cannot be: `hold` keeps it back and says why, `send` sends it
          unsigned.
        dkim.keys
          The keys; several of one domain all sign. Left out: none, but for domains of the directory, which have keys of their
          own.
        dkim.keys[].domain
          The domain that signs (`d=`).
        dkim.keys[].selector
          The selector (`s=`): the public key is published at `SELECTOR._domainkey.DOMAIN`.
        dkim.keys[].key-file
          The PEM file with the private key.
        history
          What is remembered of finished messages, for `waxwing queue trace`.
        history.retention
          How long a finished message is remembered.
        history.maximum-size
          The most room that the history takes on the disk; the oldest messages are forgotten first.
        http
          The monitoring port: [administration.md](administration.md).
        http.address
          Where `/health/live`, `/health/ready` and `/metrics` are shown, without TLS and to whoever can connect; `none` is
          nowhere. Where no address is written and the usual one is taken, the server does without, and logs so.
        """
}
