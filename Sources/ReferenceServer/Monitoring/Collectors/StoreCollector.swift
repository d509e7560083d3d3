import DeliveryQueue
import Foundation

/// Reads how much room the data take, how much there is, and whether the store takes mail.
struct StoreCollector: MetricCollector {
    /// How old the sizes may be, 30 seconds: every file is looked at, and they do not grow faster than people look.
    static let sizeAge = Duration.seconds(30)

    private let dataPath: String
    private let reserve: Int
    private let disk: DiskRoom
    private let demand: @Sendable () throws(QueueStoreError) -> Void
    private let sizes: Remembered<[String: Int]>

    /// Makes a collector.
    ///
    /// - Parameters:
    ///   - dataPath: the data directory.
    ///   - reserve: how many octets are left free before new mail is refused.
    ///   - disk: knows how much room there is.
    ///   - sizeAge: how old the sizes may be.
    ///   - demand: looks whether a message would be taken, as `MailQueue.demandRoom` does.
    init(
        dataPath: String, reserve: Int, disk: DiskRoom = DiskRoom(), sizeAge: Duration = sizeAge,
        demand: @escaping @Sendable () throws(QueueStoreError) -> Void
    ) {
        self.dataPath = dataPath
        self.reserve = reserve
        self.disk = disk
        self.demand = demand
        sizes = Remembered(for: sizeAge) { Self.sizes(in: dataPath) }
    }

    /// The sizes, the room, and whether mail is taken.
    func families() async -> [MetricFamily] {
        var families = [
            MetricFamily(
                .gauge, "waxwing_store_takes_mail", "1 where the store takes new mail, 0 where it refuses it for now.",
                [.init(takesMail ? 1 : 0)]),
            MetricFamily(
                .gauge, "waxwing_disk_reserve_bytes", "Octets that are left free before new mail is refused.",
                [.init(reserve)]),
        ]
        if let free = disk.free(dataPath) {
            families.append(
                MetricFamily(
                    .gauge, "waxwing_disk_free_bytes", "Octets that are free where the data directory lies.",
                    [.init(free)]))
        }
        let sizes = await sizes.value
        if !sizes.isEmpty {
            families.append(
                MetricFamily(
                    .gauge, "waxwing_store_bytes", "Octets of the files in the data directory, by what they belong to.",
                    sizes.map { .init(["part": $0.key], $0.value) }))
        }
        return families
    }

    private var takesMail: Bool {
        do throws(QueueStoreError) {
            try demand()
            return true
        } catch {
            return false
        }
    }

    /// How many octets the files of a data directory have, by what they belong to; nothing where it cannot be read.
    ///
    /// - Parameter dataPath: the data directory.
    static func sizes(in dataPath: String) -> [String: Int] {
        guard let files = try? DataFiles(in: dataPath, excludesStore: false).regular else { return [:] }
        var sizes = Dictionary(uniqueKeysWithValues: parts.map { ($0, 0) })
        for path in files {
            var status = stat()
            guard lstat(dataPath + "/" + path, &status) == 0 else { continue }
            sizes[part(of: path), default: 0] += Int(clamping: status.st_size)
        }
        return sizes
    }

    private static let parts = ["queue", "history", "directory", "spool", "other"]

    /// To what a file belongs.
    private static func part(of path: String) -> String {
        if path.hasPrefix("spool/") { return "spool" }
        return ["queue", "history", "directory"].first { path.hasPrefix($0 + ".sqlite") } ?? "other"
    }
}
