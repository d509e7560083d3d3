import MXResolver

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the command line says.
struct Options {
    /// Who is asked.
    var server: DNSServerAddress?
    /// A file of names and types.
    var names: String?
    /// How long to measure.
    var seconds = 5
    /// How many queries are under way at once.
    var inFlight = 100
    /// How many domains a cache holds.
    var domains = 100_000
    /// How many tasks ask a cache at once.
    var tasks = 1

    /// Reads pairs of an option and its value; nil for what is none.
    init?(_ words: [String]) {
        var rest = words[...]
        while let word = rest.popFirst() {
            guard let value = rest.popFirst() else { return nil }
            switch word {
            case "--server":
                guard let address = DNSServerAddress(value) else { return nil }
                server = address
            case "--names": names = value
            default:
                guard let number = Int(value), (1...10_000_000).contains(number) else { return nil }
                switch word {
                case "--seconds": seconds = number
                case "--in-flight": inFlight = number
                case "--domains": domains = number
                case "--tasks": tasks = number
                default: return nil
                }
            }
        }
    }

    /// Says how it is used, and ends with exit status 2.
    static func usage() {
        print(
            """
            usage: dns-bench uncached --server ADDRESS:PORT --names FILE [--seconds N] [--in-flight N]
                   dns-bench cached [--domains N] [--seconds N] [--tasks N]
                   dns-bench memory [--domains N]
            """)
        exit(2)
    }
}
