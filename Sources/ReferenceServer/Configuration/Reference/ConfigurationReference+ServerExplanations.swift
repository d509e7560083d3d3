extension ConfigurationReference {
    /// What the keys do that are about the machine, its listeners and those who come in.
    static let serverExplanations = """
        hostname
          The name of this server, in the greeting, in EHLO, in Received and Authentication-Results fields, and in reports.
          Left out: the machine's own name, which has to be a host name then.
        user
          The user that the daemon becomes when it is started as root, once its ports are open. Left out: it stays who it is.
        group
          The group that it becomes then. Left out: the user's.
        data
          The data directory: databases, spool, keys, certificates. One daemon uses it at a time. `serve --data` goes before
          it.
        storage
          Where the queue is kept: `sqlite` in the data directory, `memory` until the process ends, for tests.
        durability
          What an accepted message survives: `full` a power cut, `relaxed` a killed process, `none` nothing that is promised.
          Read [durability.md](durability.md) before you change it.
        spool-threshold
          Bodies up to this size lie in the database, larger ones in segment files beside it. No effect with
          `storage: memory`.
        minimum-free-space
          With less room than this on the disk of the data directory new mail is refused for now; deliveries go on. No effect
          with `storage: memory`.
        queue-limit
          How much may wait. Beyond it new mail is refused for now; reports of the daemon's own always find room.
        queue-limit.messages
          The most messages that are not finished; 0: any number.
        queue-limit.recipients
          The most recipients that are not settled, of all these messages; 0: any number.
        listeners
          The sockets that are listened on. Left out: 127.0.0.1, port 2525, and nobody may relay. An empty list is refused by
          `serve`.
        listeners[].address
          Where to listen. Port 0 asks for a free one; `0.0.0.0` and `[::]` are all addresses of the machine.
        listeners[].kind
          What is spoken: `mx` takes mail from other hosts; `submission` (STARTTLS) and `submissions` (TLS from the first
          octet) from people who log in; `lmtp` from hosts of ours, with a reply for each recipient.
        listeners[].relay-from
          The networks whose hosts may send to everywhere without a login, for the kinds `mx` and `lmtp`. Left out: nobody.
          What would make an open relay is refused.
        listeners[].proxy-from
          The networks whose connections begin with a header of the PROXY protocol, version 1 or 2; a connection without one
          is closed. Name single machines.
        listeners[].xclient-from
          The networks that may say by XCLIENT for whom they speak. Name loopback or single machines.
        listeners[].greeting-delay
          How long strangers wait for the greeting; who speaks before it is cut off. Loopback and the hosts in `relay-from` do
          not wait.
        listeners[].dangerous-auth-without-tls
          Whether people may log in without TLS; for the kind `submission`, and on loopback only.
        limits
          What a client may ask of the server. Over a limit it gets a reply that says so.
        limits.message-size
          The most octets of a message. EHLO says it as SIZE.
        limits.header-size
          The most octets of a message's header.
        limits.recipients
          The most recipients of a message; further ones are put off, and the client sends the rest in another message.
        limits.messages
          The most messages over one connection; 0: any number.
        limits.command-line
          The most octets of a command, its line end included.
        limits.errors
          How many commands may be refused since the last accepted message; then the session ends.
        limits.idle-commands
          How many commands since the last message may lead to none, such as NOOP; then the session ends.
        limits.longest-hold
          The longest time for which FUTURERELEASE may ask; 0s: it is not offered.
        limits.sessions
          The most sessions at a time, on all listeners.
        limits.sessions-per-address
          The most sessions at a time from one address; an IPv6 /64 counts as one.
        limits.sessions-per-network
          The most sessions at a time from one network, a /24 of IPv4 or a /48 of IPv6.
        limits.connections-per-minute
          The most connections of an address in a minute; 0: any number. Loopback is not counted.
        limits.connections-per-minute-per-network
          The most connections of a network in a minute; 0: any number. Loopback is not counted.
        limits.free-errors
          How many errors of a session are answered at once.
        limits.error-delay
          By how much longer each further reply to an error is held back, 10 seconds at most. 0s: not at all.
        limits.login-failures
          How many attempts to log in may fail in a session; then it ends.
        limits.memory
          The most memory of all messages on their way in: no more of each than `spool-threshold` and its header. It has to be
          enough for one message of `message-size`.
        limits.handshake-timeout
          How long a client's TLS handshake may take.
        limits.command-timeout
          How long a client may be silent, before a command and within a message.
        limits.minimum-rate
          How many octets of a message have to come in a second, over `rate-window`; 0: any number.
        limits.rate-window
          The time over which `minimum-rate` is looked at.
        tls
          The certificates of the server, and the authorities that it believes.
        tls.certificate
          The PEM file with the server's certificate and those between it and the root. Left out, with `key`: a self-signed
          pair, made once in the data directory.
        tls.key
          The PEM file with the private key of `certificate`.
        tls.additional
          Further pairs, chosen by the name that a client asks for (SNI).
        tls.additional[].certificate
          As `tls.certificate`.
        tls.additional[].key
          As `tls.key`.
        tls.roots
          The authorities that are believed where the certificate of another host is checked: those of the system, or those of
          a file.
        oauth
          Logins by OAUTHBEARER and XOAUTH2, which are offered with a checker only.
        oauth.checker
          The program, by its whole path, and its arguments. It gets user and token, a line each, and exits with 0 and the
          owner's address for a good token, with 1 for a bad one: [operations.md](operations.md#tokens).
        oauth.timeout
          How long the program may take; then the client is asked to try again later.
        accounts
          Who may log in to listeners of kind `submission` and `submissions`, beside the accounts of the directory.
        accounts[].user
          The name to log in by, and the account's own address.
        accounts[].password-file
          The file with the stored form of the password, or the password itself, in one line; nobody but its owner may be
          allowed to read it.
        accounts[].send-as
          What else may be the sender: addresses, or `*@DOMAIN` for all of a domain. Left out: nothing else.
        dns
          Whom the daemon asks for names.
        dns.servers
          The name servers, asked in this order; an empty list: those of the system.
        dns.trust-authenticated
          Whose word on DNSSEC is believed: that of servers on loopback, of all, or of none, which switches DANE off.
        """
}
