extension ConfigurationReference {
    /// What the keys of `delivery.retry` do.
    static let retryExplanations = """
        delivery.retry
          When it is tried again what could not be delivered, and when it is given up.
        delivery.retry.first
          The wait before the second attempt.
        delivery.retry.factor
          By how much each wait is longer than the one before.
        delivery.retry.max
          The longest wait; no shorter than `first`.
        delivery.retry.jitter
          The share by which each wait is moved at random, so that what failed together does not come back together.
        delivery.retry.expire
          After this time a message is given up, and the sender gets a report.
        delivery.retry.delay-notice
          When the sender hears, once, that a message has not arrived yet; `never` or 0: not at all.
        delivery.retry.classes
          Other waits by what the last attempt met. What a class leaves out is as above.
        delivery.retry.classes.unreachable
          Nobody answers: no connection, or one that was lost before MAIL.
        delivery.retry.classes.resolution
          The name servers fail.
        delivery.retry.classes.security
          TLS was demanded and could not be had.
        delivery.retry.classes.greylisted
          The host asks to come back, as it does not know us yet.
        delivery.retry.classes.throttled
          The host asks for less.
        delivery.retry.classes.blocked
          The host refuses us, whoever the mail is for.
        delivery.retry.classes.mailbox
          The mailbox is full or busy.
        delivery.retry.classes.local
          Trouble of our own: no key, no disk, no relay.
        delivery.retry.classes.other
          Anything else.
        delivery.retry.classes.*.first
          As `delivery.retry.first`, which holds when it is left out.
        delivery.retry.classes.*.factor
          As `delivery.retry.factor`, which holds when it is left out.
        delivery.retry.classes.*.max
          As `delivery.retry.max`, which holds when it is left out.
        delivery.retry.sites
          Other waits by site or domain; they go before those of `classes`, and the first entry that fits holds.
        delivery.retry.sites[].sites
          Whom it is for, as in `delivery.shaping.sites[].sites`.
        delivery.retry.sites[].first
          As `delivery.retry.first`, which holds when it is left out.
        delivery.retry.sites[].factor
          As `delivery.retry.factor`, which holds when it is left out.
        delivery.retry.sites[].max
          As `delivery.retry.max`, which holds when it is left out.
        delivery.retry.sites[].expire
          As `delivery.retry.expire`, which holds when it is left out; no longer than that.
        """
}
