import MXResolver
import MailAddressing

/// Measures look-ups of the DNS: those that ask a server, and those that a cache answers.
///
///     dns-bench uncached --server 127.0.0.1:5353 [--names FILE] [--seconds 5] [--in-flight 100]
///     dns-bench cached [--domains 100000] [--seconds 2] [--tasks 1]
///     dns-bench memory [--domains 100000]
///
/// FILE has a name and a type in each line, as dnsperf takes them. One line of figures is printed, as `name value`.
@main
struct DNSBench {
    static func main() async {
        var words = Array(CommandLine.arguments.dropFirst())
        guard !words.isEmpty else { return Options.usage() }
        let scenario = words.removeFirst()
        guard let options = Options(words) else { return Options.usage() }
        switch scenario {
        case "uncached": await Uncached(options).run()
        case "cached": await Cached(options).run()
        case "memory": await Cached(options).fill()
        default: Options.usage()
        }
    }
}
