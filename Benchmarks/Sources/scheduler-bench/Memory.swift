import BenchmarkMemory
import BenchmarkText
import DeliveryQueue
import Foundation

/// What a scheduler takes of memory, as the system sees it.
enum Memory {
    /// Measures in this process and prints the octets of a delivery and of a site.
    ///
    /// One delivery to each site comes first, so that something is learnt of all of them; then come those that wait.
    static func measure(queued: Int, sites: Int) {
        let start = WallTime(milliseconds: 1_700_000_000_000)
        var scheduler = DeliveryScheduler()
        // What any process takes once is there before it is measured.
        scheduler.add(Load.item(0, site: sites), due: start)
        keep(scheduler.take(at: start))
        let empty = residentOctets()
        for site in 0..<sites {
            scheduler.add(Load.item(site, site: site), due: start)
            for delivery in scheduler.take(at: start) { scheduler.finished(delivery, .tried(.success), at: start) }
        }
        let learnt = residentOctets()
        for number in 0..<queued {
            scheduler.add(Load.item(number, site: number % sites), due: start + .seconds(number % 14_400 + 1))
        }
        let full = residentOctets()
        keep(scheduler.backlog)
        print((full - learnt) / queued, (learnt - empty) / sites)
    }

    /// Measures in a new process; nil where the system tells nothing.
    static func inNewProcess(queued: Int, sites: Int) -> (delivery: String, site: String)? {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = ["--memory", "\(queued)", "\(sites)"]
        process.standardOutput = pipe
        guard (try? process.run()) != nil else { return nil }
        let octets = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let words = String(decoding: octets, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 2 else { return nil }
        return (String(words[0]), String(words[1]))
    }
}
