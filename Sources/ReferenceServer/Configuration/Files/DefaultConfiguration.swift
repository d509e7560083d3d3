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
        data: \(dataPath)            # databases, spool, keys, certificates; one daemon at a time
        storage: sqlite               # sqlite | memory (lost at exit)
        durability: full              # full: survives a power cut | relaxed: a killed process | none
        spool-threshold: 64KiB        # bodies up to this live in the database, larger ones in files beside it
        minimum-free-space: 64MiB     # with less room on the disk new mail is refused for now; deliveries go on

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
          mode: direct                # direct: to each domain's hosts | relay: all through one (not yet: hybrid, smart)
          port: 25                    # the port of remote hosts
          private-addresses: refuse   # refuse | allow mail hosts on loopback and private addresses
          # relay:                    # for mode relay; tls: none | opportunistic | required | implicit
          #   - { host: "smtp.example.net:587", tls: required, username: me, password-file: relay.password }
          # routes: []                # by domain or size (not yet in this version)
          # sources: []               # addresses to send from (not yet in this version)
          eight-bit: refuse           # mail that a 7-bit host cannot take: refuse | convert (breaks others' signatures)
          pool:                       # connections are kept for the next message to the same host
            connections: 500          # over all
            connections-per-host: 20
            messages-per-connection: 100
            idle: 60s
          timeouts:                   # how long other hosts may take at each stage
            connect: 30s
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
            # delay-notice: 4h        # when the sender hears of a delay (without effect in this version)
          ambiguous: resend           # nobody knows whether it arrived: resend | hold (for `waxwing queue release`)

        dkim:
          sign: true
          keys:                       # made by `waxwing serve` at its first start; when left out: none
            - { domain: \(hostname), selector: \(selector), key-file: \(dataPath)/dkim/\(selector).pem }

        history:                      # of finished messages, for the trace; the oldest go first
          retention: 30d
          maximum-size: 1GiB          # on the disk
        # http: { address: "127.0.0.1:8025" }   # the administrator's interface (without effect in this version)

        """
    }
}
