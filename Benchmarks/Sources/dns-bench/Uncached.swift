import MXResolver
import MailAddressing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Look-ups by c-ares, each of which asks a server.
struct Uncached {
    private let options: Options

    init(_ options: Options) { self.options = options }

    /// Asks for the names over and over until the time is up.
    func run() async {
        guard let server = options.server, let path = options.names else { return Options.usage() }
        let questions = Self.questions(in: path)
        guard !questions.isEmpty else { return Options.usage() }
        let configuration = CAresResolver.Configuration(servers: [server])
        guard let resolver = try? CAresResolver(configuration: configuration) else {
            print("no resolver")
            exit(3)
        }
        let clock = ContinuousClock()
        let before = Usage.processorTime()
        let start = clock.now
        let end = start + .seconds(options.seconds)
        let (asked, failed) = await withTaskGroup(of: (Int, Int).self, returning: (Int, Int).self) { group in
            for task in 0..<options.inFlight {
                group.addTask { [options] in
                    var place = task
                    var (asked, failed) = (0, 0)
                    while clock.now < end {
                        let (name, type) = questions[place % questions.count]
                        if case .failure(let failure) = await resolver.query(name, type), failure.isTemporary {
                            failed += 1
                        }
                        asked += 1
                        place += options.inFlight
                    }
                    return (asked, failed)
                }
            }
            return await group.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
        }
        let seconds = clock.now - start
        let used = Usage.processorTime() - before
        print("asked \(asked) failed \(failed) perSecond \(Int(Double(asked) / seconds.inSeconds))")
        print("processorMicrosecondsEach \(used * 1_000_000 / Double(max(1, asked)))")
        resolver.shutdown()
    }

    /// The names and types in a file; lines that are none are left out.
    private static func questions(in path: String) -> [(DomainName, DNSRecordType)] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var questions: [(DomainName, DNSRecordType)] = []
        var room = [CChar](repeating: 0, count: 1_024)
        while fgets(&room, Int32(room.count), file) != nil {
            let octets = room.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            let fields = String(decoding: octets, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            guard fields.count == 2, let name = try? DomainName(fields[0]), let type = DNSRecordType(String(fields[1]))
            else { continue }
            questions.append((name, type))
        }
        return questions
    }
}

extension Duration {
    /// The duration in seconds.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// What the process has used.
enum Usage {
    /// Its processor time in seconds.
    static func processorTime() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
}
