"""Furniture of the pages.

For all: `hall` runs every visit, `frame` draws what surrounds a page; `selection` and `groups` hold the choice,
`data` asks, `foreign` makes the words of others safe, `tables`, `sorting`, `charts` and `marked` show, `words`,
`conclusions`, `basis` and `watch` say, `theme` colours, `script` turns 简体 into 繁體. `export`, `pictures`,
`briefing`, `screens`, `shown` and `takeaway` are what a reader takes away, `address` where it leads back to.
`access` says who may do what, `door` asks who comes, `guard` what a browser must refuse, `quota` what it may
send, `journal` what is logged.

For one page each:
总览 `asked` · 对比 `views`, `comparison`, `standing` · 跨区 `across` · 关系 `related` · 对照 `wall` ·
趋势 `course`, `overtime` · 停报 `silent` · 街道 `profile` · 指标 `definition` · 质量 `inspected`, `lastyear` ·
未归入 `unread` · 下载 `wanted`, `handing` · 投影 `arranged` · 核数 `proof`, `draft` · 自检 `inspection` ·
查询 `console` · 导入 `bringing` · 核对 `reviewing` · 工坊 `workshop` · 权限 `granting` · 系统 `inner`.
"""
