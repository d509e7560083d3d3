/// The rules on words that stand in letters of mail servers, not in replies.
///
/// They count before all others but a deployment's own, as they are whole sentences of known programs.
enum ProseRules {
    /// The classifier that has them alone.
    static let classifier: BounceClassifier = BounceClassifier(
        rules: (try? BounceRuleSet(parsing: text)) ?? BounceRuleSet())

    static let text = """
        rule letter-unknown-recipient means unknownRecipient
            says    "not listed in domino directory", "not listed in public name", "not listed in the domino directory"
            says    "not listed in address book", "recipient name is not recognized", "couldnt be found or is invalid"
            says    "could not be found. please check", "address couldnt be found", "wasnt found at", "no such mailbox"
            says    "invalid final delivery userid"
            says    "nicht im domino", "adresse wurde nicht gefunden", "adresse e-mail est introuvable"
            says    "there is no such account", "no mailbox here by that name"
            rank    3
            source  letters of Lotus Domino, Exchange, Gmail and Yahoo
        rule letter-inactive means inactiveMailbox
            says    "disabled recipient address", "account is locked", "account has been disabled"
            says    "the user(s) account is disabled", "mailbox is locked", "mailbox is currently suspended"
            rank    3
            source  letters of vpopmail and of carriers
        rule letter-full means mailboxFull
            says    "recipients mailbox is full", "their mailbox is full", "mailbox exceeds allowed size"
            says    "account is over quota", "the user(s) account is temporarily over quota"
            says    "postfach ist voll", "boîte aux lettres est pleine", "buzón está lleno", "почтовый ящик переполнен"
            says    "mailbox exceeded the local limit", "would exceed mailbox quota", "exceeded quota for mailbox"
            rank    3
            source  letters of IMail, KDDI and Yahoo
        rule letter-unknown-host means unknownDomain
            says    "lookup failure: host * not found", "couldnt find any host named", "no such host"
            says    "mx records point to non-existent hosts", "unknown host", "host unknown", "no such domain"
            says    "couldnt be found in dns", "domain * couldnt be found"
            unless  "try again", "temporar"
            rank    2
            source  letters of DragonFly, qmail, Exim and Gmail
        rule letter-no-mail means domainWithoutMail
            says    "indicated no smtp service", "couldnt find a mail exchanger or ip address", "no mail exchanger"
            says    "malformed or unexpected name server reply"
            says    "mail is not accepted by this domain", "domain does not accept mail"
            rank    2
            source  RFC 7505, section 4; letters of Exim, qmail and older Postfix, to which a null MX is malformed
        rule letter-expired means expired
            says    "envelope expired", "delivery failed * attempts"
            says    "was not delivered within", "been in the queue too long", "was aborted after"
            says    "hosts have been failing for a long time", "could not be delivered for", "cannot send message for"
            says    "has been on the queue for", "exceeded max time without delivery", "retry time limit exceeded"
            unless  "ldap"
            rank    7
            source  letters of OpenSMTPD, IMail, qmail, Exim and Sendmail
        rule letter-group means restrictedRecipient
            says    "group you tried to contact", "not have permission to post", "group * may not exist"
            says    "only accepts mail from * members", "subscribers only", "only members may post"
            says    "not member article", "is not the member of", "not a member of this list"
            rank    2
            source  letters of Google Groups and mailing lists
        rule letter-not-welcome means blockedAddress
            says    "rejected", "refused", "denied"
            stages  before-mail
            unless  "connection refused", "recipient", "authentication", "tls"
            rank    8
            source  general usage: nobody but the client was named at these stages
        rule letter-relay means relayDenied
            says    "insecure mail relay", "relaying denied"
            rank    3
            source  letters of Sendmail 5
        rule letter-domain-filter means refusedByRecipient
            says    "rejected by the domain filter", "recipient has refused", "rejected by recipients filter"
            rank    3
            source  letters of carriers
        rule letter-loop means routingLoop
            says    "duplicated message-id", "loop alert", "lowest numbered mx record points to local host"
            says    "mx list for * points back", "mail loops back to me"
            rank    3
            source  letters of fml, Exim and Sendmail
        rule letter-network means networkFailure
            says    "host not found, try again", "couldnt look up", "host name lookup failure"
            says    "cname lookup failed temporarily", "network error on destination mxs"
            says    "address family mismatch on destination"
            rank    6
            source  letters of Postfix, qmail and OpenSMTPD
        rule letter-system means systemFailure
            says    "internal system error", "unable to contact ldap server", "local configuration error"
            rank    6
            source  letters of qmail and Exim
        rule letter-local means localDeliveryFailed
            says    "mailer error", "local delivery failed", "child status", "command died with status"
            says    "error writing message"
            rank    6
            source  letters of Exim, qmail and Sendmail
        rule letter-too-big means messageTooLarge
            says    "mail size limit exceeded"
            says    "message size exceeds", "message is larger than the current system limit"
            says    "message too large", "größe der nachricht überschreitet"
            rank    4
            source  letters of 1&1, Exim and Exchange
        """
}
