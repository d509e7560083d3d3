@testable import ReferenceServer

/// Mistakes in what is said of deliveries, and the line that is printed for each.
enum ConfigurationDeliveryMistakes {
    /// All of them.
    static let all: [MistakeCase] = [sources, shaping, retries, others].flatMap { $0 }

    /// Addresses to send from.
    static let sources: [MistakeCase] = [
        MistakeCase(
            "delivery: { sources: [{ address: 192.0.2.1 }] }\n",
            "1:23: delivery.sources[0].name: is missing and has no default"),
        MistakeCase(
            "delivery: { sources: [{ name: a/b }] }\n",
            """
            1:31: delivery.sources[0].name: "a/b" is no name of a source; accepted: letters, digits, -, _ and ., \
            64 at most
            """),
        MistakeCase(
            "delivery: { sources: [{ name: a, address: \"192.0.2.1:25\" }] }\n",
            """
            1:43: delivery.sources[0].address: "192.0.2.1:25" is no IP address; accepted: IPv4 or IPv6, without a port
            """),
        MistakeCase(
            "delivery: { sources: [{ name: a, address: 0.0.0.0 }] }\n",
            """
            1:43: delivery.sources[0].address: 0.0.0.0 is no address to send from; leave it out for the system's choice
            """),
        MistakeCase(
            "delivery:\n  sources:\n    - { name: a, address: 192.0.2.1 }\n    - { name: a, address: 192.0.2.2 }\n",
            "4:7: delivery.sources[1]: a is already the name of another source"),
        MistakeCase(
            """
            delivery:
              sources:
                - { name: a, address: 192.0.2.1 }
                - { name: b, address: "::ffff:192.0.2.1" }
            """,
            "4:7: delivery.sources[1]: 192.0.2.1 is already the address of the source a"),
        MistakeCase(
            "delivery: { sources: [{ name: a }, { name: b }] }\n",
            """
            1:36: delivery.sources[1]: has no address, as the source a has none: both would be the system's choice
            """),
        MistakeCase(
            "delivery: { sources: [{ name: a, weight: 0 }] }\n",
            "1:42: delivery.sources[0].weight: \"0\" is not accepted; accepted: a whole number from 1 to 1000"),
        MistakeCase(
            "delivery: { sources: [{ name: a, warmup: {} }] }\n",
            "1:34: delivery.sources[0].warmup: unknown key; did you mean warm-up?"),
        MistakeCase(
            "delivery: { sources: [{ name: a, warm-up: { overflow: relay } }] }\n",
            """
            1:45: delivery.sources[0].warm-up.overflow: relay needs an entry in delivery.relay, such as { host: \
            "smtp.example.net:587" }
            """),
        MistakeCase(
            "delivery: { sources: [{ name: a, warm-up: { overflow: waits } }] }\n",
            """
            1:55: delivery.sources[0].warm-up.overflow: "waits" is not accepted; accepted: wait, relay; \
            did you mean wait?
            """),
        MistakeCase(
            "delivery: { sources: [{ name: a, warm-up: { began: 31.1.2026, growth: 0.5, length: long } }] }\n",
            """
            1:52: delivery.sources[0].warm-up.began: "31.1.2026" is no date; accepted: a date such as 2026-01-31
            """,
            "1:71: delivery.sources[0].warm-up.growth: \"0.5\" is not accepted; accepted: a number from 1.0 to 10.0",
            """
            1:84: delivery.sources[0].warm-up.length: "long" is not accepted; accepted: a whole number from 1 to 3650, \
            or never
            """),
        MistakeCase(
            "delivery: { sources: [{ name: a, warm-up: { per-site: 0 } }] }\n",
            """
            1:55: delivery.sources[0].warm-up.per-site: 0 would send nothing; leave it out for no bound of a site
            """),
    ]

    /// How much is asked of sites.
    static let shaping: [MistakeCase] = [
        MistakeCase(
            "delivery: { shaping: { rate: 500/h } }\n",
            """
            1:30: delivery.shaping.rate: "500/h" is no rate; accepted: messages in a time, such as 500/1h or 20/1m, or \
            none; did you mean 500/1h?
            """),
        MistakeCase(
            "delivery: { shaping: { connections: 3, initial-connections: 5 } }\n",
            "1:61: delivery.shaping.initial-connections: 5 is more than connections, 3"),
        MistakeCase(
            "delivery: { shaping: { presets: no } }\n",
            "1:33: delivery.shaping.presets: \"no\" is not accepted; accepted: true, false; did you mean false?"),
        MistakeCase(
            "delivery: { shaping: { sites: [{ sites: [a.example] }] } }\n",
            "1:32: delivery.shaping.sites[0].name: is missing and has no default"),
        MistakeCase(
            "delivery: { shaping: { sites: [{ name: a }] } }\n",
            "1:32: delivery.shaping.sites[0].sites: is missing and has no default"),
        MistakeCase(
            "delivery: { shaping: { sites: [{ name: a, sites: [] }] } }\n",
            "1:50: delivery.shaping.sites[0].sites: names no site"),
        MistakeCase(
            "delivery: { shaping: { sites: [{ name: a, sites: \"*.a.example\" }] } }\n",
            """
            1:50: delivery.shaping.sites[0].sites: is a single value; expected a list of sites or domains, such as \
            "*.example.com"; did you mean ["*.a.example"]?
            """),
        MistakeCase(
            "delivery: { shaping: { sites: [{ name: a, sites: [\"@a.example\", \"mx*.a.example\"] }] } }\n",
            """
            1:51: delivery.shaping.sites[0].sites[0]: "@a.example" names no site; accepted: a domain, a mail host, \
            *.DOMAIN for all below it, or a site as `waxwing dns route` names it; did you mean a.example?
            """,
            """
            1:65: delivery.shaping.sites[0].sites[1]: "mx*.a.example" names no site; accepted: a domain, a mail host, \
            *.DOMAIN for all below it, or a site as `waxwing dns route` names it
            """),
        MistakeCase(
            """
            delivery:
              shaping:
                sites:
                  - { name: a, sites: [a.example] }
                  - { name: a, sites: [b.example] }
                  - { name: default, sites: [c.example] }
            """,
            "5:9: delivery.shaping.sites[1]: a is already the name of another rule",
            """
            6:9: delivery.shaping.sites[2]: default is the name of what holds for sites that no rule names
            """),
    ]

    /// When to try again.
    static let retries: [MistakeCase] = [
        MistakeCase(
            "delivery: { retry: { classes: { greylist: { first: 1m } } } }\n",
            "1:33: delivery.retry.classes.greylist: unknown key; did you mean greylisted?"),
        MistakeCase(
            "delivery: { retry: { classes: { throttled: { first: 5h } } } }\n",
            "1:46: delivery.retry.classes.throttled.first: max, 4h, is shorter than first, 5h"),
        MistakeCase(
            "delivery: { retry: { classes: { throttled: { expire: 1d } } } }\n",
            "1:46: delivery.retry.classes.throttled.expire: unknown key; known here: first, factor, max"),
        MistakeCase(
            "delivery: { retry: { sites: [{ sites: [a.example], expire: 10d }] } }\n",
            "1:52: delivery.retry.sites[0].expire: 10d is longer than delivery.retry.expire, 5d"),
        MistakeCase(
            "delivery: { retry: { delay-notice: off } }\n",
            """
            1:36: delivery.retry.delay-notice: "off" is no duration; accepted: a whole number and a unit, such as \
            500ms, 30s, 5m, 4h or 5d, or never
            """),
    ]

    /// What is under way at once, and how much the queue holds.
    static let others: [MistakeCase] = [
        MistakeCase(
            "delivery: { limits: { deliveries: 0 } }\n",
            "1:35: delivery.limits.deliveries: \"0\" is not accepted; accepted: a whole number from 1 to 1000000"),
        MistakeCase(
            "delivery: { limits: { perSite: 5 } }\n",
            "1:23: delivery.limits.perSite: unknown key; known here: deliveries"),
        MistakeCase(
            "queue-limit: 1000\n",
            "1:14: queue-limit: is a single value; expected a mapping with the keys messages, recipients"),
        MistakeCase(
            "queue-limit: { messages: none }\n",
            """
            1:26: queue-limit.messages: "none" is not accepted; accepted: a whole number from 0 to 1000000000
            """),
        MistakeCase(
            "limits: { longest-hold: 400d }\n",
            "1:25: limits.longest-hold: 400d is out of range; accepted: 0s to 365d"),
    ]
}
