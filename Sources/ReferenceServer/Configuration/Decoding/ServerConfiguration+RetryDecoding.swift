import DeliveryQueue
import MailAddressing

extension RetryRules {
    private typealias Range = ServerConfiguration.RetryRange

    /// Reads the value of `delivery.retry`.
    ///
    /// - Parameter cursor: the mapping.
    init(reading cursor: ConfigurationCursor) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.Retry.self) else { return }
        fields.assign(.first, to: &standard.first) { $0.duration(in: Range.wait) }
        fields.assign(.factor, to: &standard.factor) { $0.number(in: Range.factor) }
        fields.assign(.max, to: &standard.maximum) { $0.duration(in: Range.wait) }
        fields.assign(.jitter, to: &standard.jitter) { $0.number(in: Range.jitter) }
        fields.assign(.expire, to: &standard.expiry) { $0.duration(in: Range.wait) }
        if let notice = fields[.delayNotice] { standard.delayNotice = Self.delayNotice(reading: notice) }
        fields.refuse(standard, shorterThan: .first, at: .max)
        let noticed = fields[.delayNotice] == nil ? nil : standard.delayNotice
        if let noticed, noticed >= standard.expiry {
            let (notice, whole) = (DurationText.text(noticed), DurationText.text(standard.expiry))
            fields.report(
                .noEffect, .delayNotice, "\(notice) has no effect: everything is given up after \(whole), expire")
        }
        if let entries = fields[.classes]?.fields(DeliveryErrorClass.self) {
            for errorClass in DeliveryErrorClass.allCases {
                guard let entry = entries[errorClass] else { continue }
                classes[errorClass] = RetrySchedule(readingClass: entry, over: standard)
            }
        }
        for entry in fields[.sites]?.items(of: "sites with schedules of their own") ?? [] {
            sites += Self.site(reading: entry, over: standard, noticed: noticed)
        }
    }

    /// Reads `delay-notice`: a time, or 0 or `never`, which are nil.
    private static func delayNotice(reading cursor: ConfigurationCursor) -> Duration? {
        if cursor.isWord("never") || cursor.isWord("0") { return nil }
        guard let time = cursor.duration(in: Range.notice, or: "never") else { return RetrySchedule().delayNotice }
        return time == .zero ? nil : time
    }

    /// Reads an entry of `delivery.retry.sites`: a rule for each pattern.
    ///
    /// - Parameters:
    ///   - cursor: the mapping.
    ///   - standard: the schedule for everything.
    ///   - noticed: when senders hear of a delay, where that is written.
    private static func site(
        reading cursor: ConfigurationCursor, over standard: RetrySchedule, noticed: Duration?
    ) -> [SiteRule] {
        guard let fields = cursor.fields(ConfigurationKeys.RetrySite.self) else { return [] }
        let patterns = fields.required(.sites)?.sitePatterns() ?? []
        var schedule = standard
        fields.assign(.first, to: &schedule.first) { $0.duration(in: Range.wait) }
        fields.assign(.factor, to: &schedule.factor) { $0.number(in: Range.factor) }
        fields.assign(.max, to: &schedule.maximum) { $0.duration(in: Range.wait) }
        fields.assign(.expire, to: &schedule.expiry) { $0.duration(in: Range.wait) }
        fields.refuse(schedule, shorterThan: .first, at: .max)
        if schedule.expiry > standard.expiry {
            let (own, whole) = (DurationText.text(schedule.expiry), DurationText.text(standard.expiry))
            fields.report(.conflict, .expire, "\(own) is longer than delivery.retry.expire, \(whole)")
        }
        if let noticed, noticed >= schedule.expiry, noticed < standard.expiry {
            let (notice, own) = (DurationText.text(noticed), DurationText.text(schedule.expiry))
            let place = "delivery.retry.delay-notice, \(notice), has no effect for these sites"
            fields.report(.noEffect, .expire, "\(place): mail to them is given up after \(own)")
        }
        return patterns.map { SiteRule($0, schedule) }
    }
}

extension RetrySchedule {
    /// Reads an entry of `delivery.retry.classes`; what it leaves out is as in the schedule for everything.
    ///
    /// - Parameters:
    ///   - cursor: the mapping.
    ///   - standard: the schedule for everything.
    init(readingClass cursor: ConfigurationCursor, over standard: RetrySchedule) {
        self = standard
        guard let fields = cursor.fields(ConfigurationKeys.RetryClass.self) else { return }
        typealias Range = ServerConfiguration.RetryRange
        fields.assign(.first, to: &first) { $0.duration(in: Range.wait) }
        fields.assign(.factor, to: &factor) { $0.number(in: Range.factor) }
        fields.assign(.max, to: &maximum) { $0.duration(in: Range.wait) }
        fields.refuse(self, shorterThan: .first, at: .max)
    }
}

extension ConfigurationFields {
    /// Reports a schedule whose longest wait is shorter than its first one.
    ///
    /// - Parameters:
    ///   - schedule: the schedule.
    ///   - first: the key of the first wait, where it is reported when the other key is not written.
    ///   - longest: the key of the longest wait.
    fileprivate func refuse(_ schedule: RetrySchedule, shorterThan first: Key, at longest: Key) {
        guard schedule.maximum < schedule.first else { return }
        let (least, most) = (DurationText.text(schedule.first), DurationText.text(schedule.maximum))
        report(.conflict, self[longest] == nil ? first : longest, "max, \(most), is shorter than first, \(least)")
    }
}
