//! Temporary.
#![allow(warnings, clippy::all)]
use store::*; use std::time::Instant; use registry::area::AreaCode;
#[tokio::main]
async fn main() {
    let mut config = StoreConfig::in_folder("/tmp/store-bench");
    let pg = std::env::var("NSER_TEST_POSTGRES").ok();
    config.database_url = pg.clone();
    if pg.is_some() { store::migrate(&config).await.unwrap(); }
    println!("number {}", registry::registry_number::RegistryNumber::from_ordinal(1).unwrap().as_u64());
    if std::env::args().nth(1).as_deref() == Some("number") { return; }
    let store = store::open(&config).await.unwrap();
    let area = |c: &str| -> AreaCode { c.parse().unwrap() };
    let all = SummaryFilter::default;
    let t = |s: Option<&str>| s.map(|s| vec![area(s)]);
    let d = jiff::civil::date;
    let uc: Vec<AreaCode> = (0..40).map(|i| area(&format!("PK60{:03}-{:02}", 100 + i, i % 30))).chain([area("PK60300"), area("PK60310-03-002")]).collect();
    let cases: Vec<(&str, SummaryFilter, SummaryOrder, u32)> = vec![
        ("due of a tehsil", SummaryFilter { areas: t(Some("PK60123")), surveyed_through: Some(d(2023,6,1)), beneficiary: Some(false), score_from: Some(3000), ..all() }, SummaryOrder::Arrival { after: 0 }, 1000),
        ("whole tehsil", SummaryFilter { areas: t(Some("PK60123")), ..all() }, SummaryOrder::Arrival { after: 0 }, 100000),
        ("lowest of a tehsil", SummaryFilter { areas: t(Some("PK60123")), ..all() }, SummaryOrder::Score { after: None }, 1700),
        ("oldest of 40 uc, tehsil, block", SummaryFilter { areas: Some(uc.clone()), ..all() }, SummaryOrder::Surveyed { after: None }, 1000),
        ("all of 40 uc, tehsil, block", SummaryFilter { areas: Some(uc.clone()), ..all() }, SummaryOrder::Surveyed { after: None }, 100000),
        ("national score page", SummaryFilter { score_from: Some(3217), ..all() }, SummaryOrder::Score { after: None }, 1000),
        ("national score page, not benef", SummaryFilter { score_from: Some(3217), beneficiary: Some(false), ..all() }, SummaryOrder::Score { after: Some((4000, 100)) }, 1000),
        ("national surveyed 1 day", SummaryFilter { surveyed_from: Some(d(2023,5,5)), surveyed_through: Some(d(2023,5,5)), ..all() }, SummaryOrder::Arrival { after: 0 }, 10000),
        ("national surveyed page", SummaryFilter { surveyed_through: Some(d(2023,5,5)), ..all() }, SummaryOrder::Surveyed { after: Some((d(2022,5,5), 77)) }, 1000),
        ("national arrival sparse", SummaryFilter { surveyed_through: Some(d(2022,1,2)), ..all() }, SummaryOrder::Arrival { after: 0 }, 100000),
        ("national arrival page", SummaryFilter { surveyed_through: Some(d(2023,6,1)), ..all() }, SummaryOrder::Arrival { after: 2_000_000 }, 1000),
    ];
    for round in 0..2 { for (name, filter, order, limit) in &cases {
        let at = Instant::now();
        let n = store.list_summaries(filter, *order, *limit).await.unwrap().len();
        println!("{round} {name}: {n} rows {:?}", at.elapsed());
    }
    for (name, f) in [("count national", all()), ("count tehsil", SummaryFilter { areas: t(Some("PK60123")), ..all() }),
        ("count non-benef", SummaryFilter { beneficiary: Some(false), ..all() }),
        ("count surveyed", SummaryFilter { surveyed_through: Some(d(2023,6,1)), ..all() }),
        ("count outcome", SummaryFilter { outcome: Some("eligible".into()), ..all() }),
        ("count 42 areas", SummaryFilter { areas: Some(uc.clone()), ..all() })] {
        let at = Instant::now();
        let n = store.count_summaries(&f, &[1_500, 2_500, 3_217, 4_500]).await.unwrap();
        println!("{round} {name}: {} cells {} households {:?}", n.len(), n.iter().map(|c| c.households).sum::<u64>(), at.elapsed());
    } 
        let at = Instant::now();
        println!("without {} {:?}", store.households_without_summary(100).await.unwrap().len(), at.elapsed());
    }
    store.close().await;
}
