import MailAddressing

/// The configuration file that `waxwing serve` writes when there is none, and `waxwing config print-default` prints.
enum DefaultConfiguration {
    /// The selector of the DKIM key that `waxwing serve` makes at its first start.
    static let selector = "waxwing"

    /// The commented text with every key and its default, which relays for loopback and has one DKIM key.
    ///
    /// Entries that name files or hosts which are not there, and keys without effect in this version, are commented out.
    ///
    /// - Parameters:
    ///   - hostname: the machine's name, also the domain that signs.
    ///   - dataPath: the data directory, relative to the folder of the file or absolute; without blanks.
    static func text(hostname: DomainName, dataPath: String = ServerConfiguration.standardDataPath) -> String {
        """
        # Waxwing. What is left out has the value shown here; `waxwing config check` finds every mistake in this file.
        # Durations: 500ms, 30s, 5m, 4h, 5d. Sizes: 64KiB, 25MiB. Relative paths start at the folder of this file.

        hostname: \(hostname)    # the name in HELO, Received and Authentication-Results
        # user: waxwing               # whom the daemon becomes when it is started as root, once its ports are open
        # group: waxwing              # when left out: the user's
        data: \(dataPath)            # databases, spool, keys, certificates; one daemon at a time
        storage: sqlite               # sqlite | memory (lost at exit)
        durability: full              # full: survives a power cut | relaxed: a killed process | none
        spool-threshold: 64KiB        # bodies up to this live in the database, larger ones in files beside it
        minimum-free-space: 64MiB     # with less room on the disk new mail is refused for now; deliveries go on
        queue-limit:                  # with more in the queue new mail is refused for now; 0: any number
          messages: 1000000
          recipients: 4000000

        listeners:
          - address: "127.0.0.1:2525"
            kind: mx                  # mx | submission (STARTTLS, log in) | submissions (TLS, log in) | lmtp
            relay-from: ["127.0.0.0/8"]     # who may send through us to everywhere; when left out: nobody
            proxy-from: []            # whose connections begin with a header of the PROXY protocol
            xclient-from: []          # who may say by XCLIENT for whom it speaks
            greeting-delay: 0s        # strangers wait so long for the greeting; who talks before it is cut
          # - { address: "127.0.0.1:2465", kind: submissions }     # for those in accounts
          # - { address: "127.0.0.1:2587", kind: submission, dangerous-auth-without-tls: true }   # on loopback only

        limits:                       # over a limit a client gets a reply that says so
          message-size: 25MiB
          header-size: 512KiB
          recipients: 1000            # of one message
          messages: 0                 # of one connection; 0: any number
          command-line: 2048          # octets of a command
          errors: 20                  # refused commands, then the session ends
          idle-commands: 200          # commands that lead to no message, then the session ends
          longest-hold: 30d           # for which FUTURERELEASE may ask; 0s: it is not offered
          sessions: 8000              # at a time
          sessions-per-address: 100   # at a time
          sessions-per-network: 400   # at a time, from a /24 of IPv4 or a /48 of IPv6
          connections-per-minute: 0   # of an address; 0: any number
          connections-per-minute-per-network: 0
          free-errors: 10             # refused commands; each further reply waits longer, by error-delay
          error-delay: 1s
          login-failures: 3           # then the session ends
          memory: 512MiB              # of messages on their way in
          handshake-timeout: 30s      # for a client's TLS handshake
          command-timeout: 5m         # for a client's next command
          minimum-rate: 64            # octets of a message a second, over rate-window; 0: any
          rate-window: 3m

        tls:                          # without certificate and key: a self-signed pair, made once in the data folder
          # certificate: cert.pem
          # key: key.pem
          additional: []              # more pairs of certificate and key, by the name that a client asks for
          roots: system               # authorities that are believed: system, or a PEM file

        # accounts:                   # who may log in; send-as: what else may be the sender
        #   - { user: me@\(hostname), password-file: me.password, send-as: ["*@\(hostname)"] }
        # oauth:                      # OAUTHBEARER and XOAUTH2: the program gets user and token, a line each, and exits
        #   checker: [/usr/local/bin/check-token]     # with 0 and the owner's address for a good token, 1 for a bad one
        #   timeout: 10s

        dns:
          servers: []                 # such as ["127.0.0.1:53"]; none: the system's
          trust-authenticated: loopback     # whose DNSSEC flag is believed: loopback | always | never

        delivery:
          mode: direct                # direct: to domains' hosts | relay: all by one | hybrid, smart: both
          port: 25                    # the port of remote hosts
          private-addresses: refuse   # refuse | allow mail hosts on loopback and private addresses
          # relay:                    # for all modes but direct; tls: none | opportunistic | required | implicit
          #   - { host: "smtp.example.net:587", tls: required, username: me, password-file: relay.password }
          #   - { host: "spare.example.net:465", tls: implicit, priority: 20, username: me,
          #       password-environment: RELAY_PASSWORD }        # lower priorities first; 10 if left out
          # routes:                   # mail with a way of its own; the first that fits is taken
          #   - { name: mailboxes, to: [\(hostname)], lmtp: { host: "127.0.0.1:2424" } }
          #   - { name: bank, to: ["*.example.com"], direct: { tls: required } }  # opportunistic | encrypted | required
          #   - { name: shop, from: [shop.example], smaller-than: 1MiB, relay: { host: "shop.example.net:587" } }
          #   - { name: big, larger-than: 10MiB, direct: {}, sign: rsa }          # sign: all | rsa | ed25519 | none
          # smart:                    # how mode smart chooses: docs/delivery-modes.md
          #   window: 6h              # how long a delivery counts
          #   samples: 32             # and how many do
          #   least-samples: 8        # before a way is left
          #   margin: 0.7             # for a way that needs at most this part of the time
          #   stay: 10m               # after this long
          #   exploring: 0.05         # the share that finds out how the other way does
          #   relay-cost: 1m          # what the relay's price counts as
          #   failure-cost: 5m        # what a failure counts as
          limits:
            deliveries: 1000          # under way at a time, over all sites
          # sources:                  # addresses of this host to send from; when left out: the system's choice
          #   - name: main            # in tables and commands; what was learnt and counted is kept by it
          #     address: 192.0.2.1
          #     hello: \(hostname)    # its name in EHLO; when left out: hostname
          #     weight: 1             # its share of the deliveries
          #     warm-up:              # of an address that receivers do not know yet
          #       first-day: 50       # messages of the first day
          #       growth: 1.5         # each step has so many times as many a day
          #       days-per-step: 3
          #       length: 60          # days, then there is no bound any more; or never
          #       per-site: 0.5       # one site gets at most this share of a day; when left out: any
          #       began: 2026-01-31   # a day in UTC; when left out: with the first message
          #       overflow: wait      # what is beyond a day: wait for the next one | relay (through the relay above)
          shaping:                    # how much is asked of a site; the first rule that names it holds
            # sites:                  # rules of your own; then come those of the file, then the presets
            #   - { name: partner, sites: [example.net, "*.example.org"], connections: 5, rate: 500/1h }
            # file: shaping.rules
            presets: true             # what large receivers are known to take
            # connections: 20         # to a site that no rule names; these five, when left out: as the file's rule
            # initial-connections: 5  # default says, else as here
            # messages-per-connection: 100
            # recipients-per-transaction: 100
            # rate: none              # such as 500/1h, which is never exceeded in any hour
          dane: true                  # what authenticated TLSA records of a mail host demand of TLS is demanded
          mta-sts: true               # and what the policy of the recipient's domain demands
          # bounce-rules: own.rules   # what servers say in words of their own: waxwing bounce rules check own.rules
          eight-bit: refuse           # mail that a 7-bit host cannot take: refuse | convert (breaks others' signatures)
          pool:                       # connections are kept for the next message to the same host
            # connections: 2000       # over all; when left out: twice as many as deliveries under way
            # connections-per-host: 20          # these two, when left out: what shaping allows
            # messages-per-connection: 100
            idle: 60s
          timeouts:                   # how long other hosts may take at each stage
            connect: 30s
            second-address: 250ms     # then a host's other address, IPv4 or IPv6, is tried as well
            greeting: 5m
            session: 2m               # EHLO, STARTTLS, AUTH
            envelope: 5m              # MAIL, RCPT
            data: 2m
            message: 3m               # for each 256 KiB of it
            final-dot: 10m            # a shorter wait doubles messages
            kept-connection: 30s      # for its first word; then a new one is made
          retry:
            first: 5m                 # the wait before the second attempt
            factor: 2                 # each wait is longer by this
            max: 4h                   # but no longer than this
            jitter: 0.2               # moved at random by up to this share
            expire: 5d                # then the sender gets a bounce
            delay-notice: 4h          # then the sender hears that it is not there yet; never: not at all
            # classes:                # other waits by what an attempt met; what is left out is as above
            #   unreachable: { first: 5m }                # nobody answers
            #   resolution: { first: 5m }                 # the name servers fail
            #   security: { first: 30m }                  # TLS was demanded and could not be had
            #   greylisted: { first: 5m, factor: 1 }      # the host does not know us yet
            #   throttled: { first: 15m }                 # the host asks for less
            #   blocked: { first: 1h }                    # the host refuses us, whoever it is for
            #   mailbox: { first: 30m, max: 6h }          # the mailbox is full or busy
            #   local: { first: 5m }                      # our own trouble
            #   other: { first: 5m }
            # sites:                  # other waits by site or domain; they go before those of classes
            #   - { sites: ["*.example.org"], first: 10m, factor: 1.5, max: 1h, expire: 2d }
          ambiguous: resend           # nobody knows whether it arrived: resend | hold (for `waxwing queue release`)

        suppression:                  # who gets no mail: waxwing suppression list
          learn: true                 # of hosts that say for good that there is no such mailbox
          hold: 90d                   # for how long, the first time; then twice as long, up to two years

        # forwarding:                 # of mail to the domains and aliases of `waxwing domain` and `waxwing alias`
        #   postmaster: [ada@example.org]   # who gets mail for postmaster; default: the accounts that are administrators
        #   rewrite-domain: \(hostname)     # of senders that are rewritten (SRS); default: hostname
        #   rewrite-secret-file: srs.secret # shared with other servers; default: one that is made and kept
        #   cut-through: 0s                 # senders wait so long for the first try, so that a refusal is theirs

        # filter:                     # of what strangers bring, none of whom has logged in
        #   allow-lists:              # lists in the DNS; who is on one is let in, whatever the block lists say
        #     - { zone: allow.example.net, answers: ["127.0.0-255.1-3"] }    # the answers that count; default: all
        #   block-lists:              # who is on one is not let in to listeners of kind mx
        #     - { zone: block.example.net, name: block }   # told in place of zone, which may hold a key
        #   rspamd:                   # asked about messages: refused, put off, taken, or marked by X-Spam fields
        #     url: http://127.0.0.1:11333
        #     password-file: rspamd.password           # where it demands one
        #     timeout: 20s            # for its answer
        #     unavailable: accept     # what becomes of mail without an answer: accept | defer
        #     largest-message: 20MiB  # larger ones are not shown to it

        dkim:
          sign: true
          unsignable: hold            # mail that should be signed and cannot be: hold (and say why) | send
          keys:                       # made by `waxwing serve` at its first start; when left out: none
            - { domain: \(hostname), selector: \(selector), key-file: \(dataPath)/dkim/\(selector).pem }

        history:                      # of finished messages, for the trace; the oldest go first
          retention: 30d
          maximum-size: 1GiB          # on the disk
        # http: { address: "127.0.0.1:8025" }   # /health/live, /health/ready, /metrics; none: nowhere

        """
    }
}
