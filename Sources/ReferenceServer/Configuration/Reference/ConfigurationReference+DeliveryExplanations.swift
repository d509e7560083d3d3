extension ConfigurationReference {
    /// What the keys of `delivery` do, but for those that say when it is tried again.
    static let deliveryExplanations = """
        delivery
          How mail leaves: [delivery-modes.md](delivery-modes.md), [scheduler.md](scheduler.md).
        delivery.mode
          The way out: `direct` to the hosts that the recipient's domain names; `relay` all through a relay; `hybrid` directly
          first, and through the relay what another way can cure; `smart` as `hybrid`, and each site's mail first by the way
          that has done better of late.
        delivery.port
          The port of mail hosts that the DNS names. Tests change it.
        delivery.private-addresses
          Whether mail goes to mail hosts on loopback and private addresses: `refuse` keeps a stranger's DNS from making the
          daemon talk to your own network.
        delivery.relay
          Hosts that take mail for others, for all modes but `direct`. Left out: none.
        delivery.relay[].host
          The host, by name or address, and its port.
        delivery.relay[].tls
          How the connection is protected: `none`; `opportunistic`, STARTTLS where it is offered, unchecked; `required`,
          STARTTLS with certificate and name checked; `implicit`, the same with TLS from the first octet.
        delivery.relay[].username
          The name to log in by; it needs one of the two keys for the password beside it, and a checked certificate, but at a
          loopback address. Left out: no login.
        delivery.relay[].password-file
          The file with the password, in one line, which only its owner may read.
        delivery.relay[].password-environment
          The variable of the environment that has the password, in place of `password-file`.
        delivery.relay[].priority
          Which of several is tried first: the lowest. Left out: 10.
        delivery.routes
          Mail with a way of its own; the first rule that fits a message takes it, whatever the mode is. At most 1,000.
        delivery.routes[].name
          What traces, tables and commands call the rule; up to 64 letters, digits, `-`, `_` and `.`, each name once.
        delivery.routes[].to
          The recipients' domains; `*.DOMAIN` is all below it and not itself. Left out: all.
        delivery.routes[].from
          The domains of senders, in the same way; `<>` is mail without a sender. Left out: all.
        delivery.routes[].larger-than
          Only messages of more octets. Left out: of any size.
        delivery.routes[].smaller-than
          Only messages of fewer octets. Left out: of any size.
        delivery.routes[].direct
          To the hosts that the domain names. A rule has exactly one of `direct`, `relay` and `lmtp`.
        delivery.routes[].direct.tls
          What a connection has to prove, besides what DANE and MTA-STS demand: `opportunistic` nothing, `encrypted` that it
          is TLS, `required` a checked certificate as well. Left out: `opportunistic`.
        delivery.routes[].relay
          Through these hosts.
        delivery.routes[].lmtp
          To mailbox servers that speak LMTP.
        delivery.routes[].lmtp[].tls
          As `delivery.relay[].tls`. Left out: `none` at a loopback address, else `required`.
        delivery.routes[].*.host
          As `delivery.relay[].host`.
        delivery.routes[].*.tls
          As `delivery.relay[].tls`.
        delivery.routes[].*.username
          As `delivery.relay[].username`.
        delivery.routes[].*.password-file
          As `delivery.relay[].password-file`.
        delivery.routes[].*.password-environment
          As `delivery.relay[].password-environment`.
        delivery.routes[].*.priority
          As `delivery.relay[].priority`.
        delivery.routes[].sign
          Which DKIM keys sign this mail. Left out: `all`.
        delivery.smart
          How mode `smart` chooses: [delivery-modes.md](delivery-modes.md#how-smart-chooses). No effect in other modes.
        delivery.smart.window
          How long a delivery counts.
        delivery.smart.samples
          How many deliveries count on each way, the newest.
        delivery.smart.least-samples
          How many there must be on one of the ways before it is changed; at most `samples`.
        delivery.smart.margin
          What part of the time of the present way the other one has to stay below.
        delivery.smart.stay
          How long a way is kept at least.
        delivery.smart.exploring
          The share of deliveries that find out how the other way does; 0: none.
        delivery.smart.relay-cost
          What the relay's price counts as: so much longer mail may take directly.
        delivery.smart.failure-cost
          What a failure counts as.
        delivery.dane
          Whether the authenticated TLSA records of a mail host are kept to; it needs a validating resolver.
        delivery.mta-sts
          Whether the MTA-STS policy of the recipient's domain is kept to.
        delivery.limits
          How much is under way.
        delivery.limits.deliveries
          The most deliveries at a time, over all sites; each has a connection and a message in memory.
        delivery.sources
          Addresses of this machine to send from; those that may send take turns by their weights. Left out: the system
          chooses.
        delivery.sources[].name
          What commands call it, and what its history is kept by: letters, digits, `-`, `_` and `.`. Under another name it is
          a new source.
        delivery.sources[].address
          The address, which this machine must have; each once. Left out: the system's choice.
        delivery.sources[].hello
          Its name in EHLO; it should lead to the address, and the address to it. Left out: `hostname`.
        delivery.sources[].weight
          Its share of the deliveries.
        delivery.sources[].warm-up
          The plan of an address that receivers do not know yet. Left out: there is none.
        delivery.sources[].warm-up.first-day
          How many messages it sends on the first day.
        delivery.sources[].warm-up.growth
          How many times as many a day it sends with each step.
        delivery.sources[].warm-up.days-per-step
          How many days a step has.
        delivery.sources[].warm-up.length
          After how many days there is no bound any more; `never`: when you take the plan out.
        delivery.sources[].warm-up.per-site
          The share of a day's messages that one site may get; above 0. Left out: any.
        delivery.sources[].warm-up.began
          The day that it began, in UTC. Left out: with the first message.
        delivery.sources[].warm-up.overflow
          What is beyond a day: `wait` for another source or the next day, or `relay` through `delivery.relay`.
        delivery.shaping
          How much is asked of a site: the hosts that take a domain's mail. The first rule that names it holds, of `sites`,
          then of `file`, then of the presets.
        delivery.shaping.file
          A file with more rules; `waxwing config print-shaping` prints the presets as a model. Left out: none.
        delivery.shaping.presets
          Whether what is known of large receivers is kept to.
        delivery.shaping.sites
          Rules of your own.
        delivery.shaping.sites[].name
          What `waxwing queue explain` calls the rule; each name once, and not `default`.
        delivery.shaping.sites[].sites
          Whom it is for: a mail host, a domain, `*.DOMAIN` for all below it, or a site as `waxwing dns route` names it.
        delivery.shaping.connections
          The most deliveries at a time from one source to a site that no rule names. Left out: as the file's rule `default`
          says, else 20.
        delivery.shaping.initial-connections
          The same while nothing is known of the site; at most `connections`. Left out: as the file's rule `default` says,
          else 5.
        delivery.shaping.messages-per-connection
          The most messages over one connection. Left out: as the file's rule `default` says, else 100.
        delivery.shaping.recipients-per-transaction
          The most recipients of a message at a time. Left out: as the file's rule `default` says, else 100.
        delivery.shaping.rate
          How many messages a site gets in any such time, restarts included. Left out: as the file's rule `default` says, else
          `none`.
        delivery.shaping.sites[].connections
          As `delivery.shaping.connections`, which holds when it is left out.
        delivery.shaping.sites[].initial-connections
          As `delivery.shaping.initial-connections`, which holds when it is left out.
        delivery.shaping.sites[].messages-per-connection
          As `delivery.shaping.messages-per-connection`, which holds when it is left out.
        delivery.shaping.sites[].recipients-per-transaction
          As `delivery.shaping.recipients-per-transaction`, which holds when it is left out.
        delivery.shaping.sites[].rate
          As `delivery.shaping.rate`, which holds when it is left out.
        delivery.bounce-rules
          A file with rules on what servers say in words of their own, which go before the standard ones;
          `waxwing bounce rules check` checks it. Left out: none.
        delivery.eight-bit
          What becomes of 8-bit mail for a host that takes 7 bits only: `refuse` tells the sender, `convert` recodes it before
          it is signed, which breaks the signatures of others.
        delivery.pool
          Connections are kept for the next message to the same host.
        delivery.pool.connections
          The most connections at a time, over all hosts. Left out: twice `delivery.limits.deliveries`.
        delivery.pool.connections-per-host
          The most connections at a time to one host from one source. Left out: what shaping allows.
        delivery.pool.messages-per-connection
          The most messages over one connection; 1 keeps none. Left out: what shaping allows.
        delivery.pool.idle
          How long a connection is kept without use.
        delivery.timeouts
          How long other hosts may take at each stage. What takes longer counts as a lost connection.
        delivery.timeouts.connect
          To take the TCP connection.
        delivery.timeouts.second-address
          After this time without a connection the host's address of the other family, IPv4 or IPv6, is tried beside the
          first.
        delivery.timeouts.greeting
          To greet.
        delivery.timeouts.session
          To answer EHLO, STARTTLS with its handshake, and AUTH; for each.
        delivery.timeouts.envelope
          To answer MAIL and RCPT; for each.
        delivery.timeouts.data
          To answer DATA.
        delivery.timeouts.message
          To take 256 KiB of the message.
        delivery.timeouts.final-dot
          To answer the end of the message. A shorter wait doubles messages, as the host may have taken what nobody waited to
          hear of.
        delivery.timeouts.kept-connection
          To answer MAIL on a connection that carried a message before, `envelope` at most; then the message goes over a new
          one.
        delivery.ambiguous
          What becomes of a message when the connection was lost before the reply to its end: `resend` sends it again, perhaps
          twice; `hold` keeps it for `waxwing queue release`.
        """
}
