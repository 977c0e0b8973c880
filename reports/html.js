// SPDX-License-Identifier: MIT
// What the page does beyond showing: filter, copy, theme. Without it the controls stay hidden.
'use strict'
{
  const one = selector => document.querySelector(selector)
  const all = selector => [...document.querySelectorAll(selector)]

  // What a large page has folded lies in <noscript>, which to a browser with scripts is one text: it
  // becomes part of the page when it is unfolded or printed, and is searched as it is.
  const packed = details => details.querySelector(':scope > noscript')
  let onUnpacked = () => {}
  const unpack = details => {
    const text = packed(details)
    if (!text) return
    const made = document.createElement('template')
    made.innerHTML = text.textContent
    text.replaceWith(made.content)
    onUnpacked(details)
  }
  document.addEventListener('toggle', event => unpack(event.target), true)

  // Theme: the system's, or the reader's choice for as long as the page is open.
  const themes = ['auto', 'light', 'dark']
  const theme = one('#theme')
  const setTheme = name => {
    if (name === 'auto') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = name
    theme.textContent = `Theme: ${name}`
    theme.value = name
  }
  theme.addEventListener('click', () => {
    setTheme(themes[(themes.indexOf(theme.value) + 1) % themes.length])
  })
  setTheme('auto')
  theme.hidden = false

  // Copying: the text as it is, which the page may show with what is invisible spelt out.
  const select = element => {
    const range = document.createRange()
    range.selectNodeContents(element)
    getSelection().removeAllRanges()
    getSelection().addRange(range)
  }
  const copied = one('#copied')
  for (const button of all('button[data-copy]')) {
    button.hidden = false
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(JSON.parse(button.dataset.copy))
        copied.textContent = 'Copied'
        button.textContent = 'Copied'
      } catch {
        select(button.parentElement.querySelector('pre'))
        copied.textContent = 'Not allowed to copy: the text is selected'
        button.textContent = 'Selected'
      }
      setTimeout(() => {
        button.textContent = 'Copy'
        copied.textContent = ''
      }, 2000)
    })
  }

  // Filtering what deviates.
  const filter = one('#filter')
  if (filter) {
    const total = filter.dataset.total
    const itemsIn = group => [...group.querySelectorAll('.deviation')]
    const inMarkup = markup => {
      const [, severity, kind, change] =
        /data-severity="(.*?)" data-kind="(.*?)" data-change="(.*?)"/.exec(markup)
      return { severity, kind, change, markup }
    }
    // What is known of each deviation; its item only if it is part of the page.
    const entriesIn = group => packed(group)
      ? packed(group).textContent.split('<div class="deviation"').slice(1).map(inMarkup)
      : itemsIn(group).map(item => ({ ...item.dataset, item }))
    const characters = { lt: '<', gt: '>', quot: '"', amp: '&' }
    const textOf = ({ item, markup }) => item ? item.textContent
      : markup.replace(/^[^>]*>|<[^>]*>/g, '').replace(/&(lt|gt|quot|amp);/g, (_, name) => characters[name])
    let groups
    const findGroups = () => new Map(all('#drift .group').map(group => [group, entriesIn(group)]))
    onUnpacked = group => itemsIn(group).forEach((item, at) => {
      const entry = groups?.get(group)?.[at]
      if (!entry) return
      entry.item = item
      item.hidden = !entry.fit
    })

    const asked = () => ({
      words: filter.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean),
      severities: new Set([...filter.querySelectorAll('[name=severity]:checked')].map(c => c.value)),
      kind: filter.elements.kind.value,
      change: filter.elements.change.value,
    })
    const fits = (entry, { words, severities, kind, change }) => {
      if (!severities.has(entry.severity)) return false
      if (kind && entry.kind !== kind) return false
      if (change && entry.change !== change) return false
      if (words.length === 0) return true
      entry.text ??= textOf(entry).toLowerCase()
      return words.every(word => entry.text.includes(word))
    }
    const apply = () => {
      const wanted = asked()
      let shown = 0
      groups ??= findGroups()
      for (const [group, entries] of groups) {
        let some = false
        for (const entry of entries) {
          entry.fit = fits(entry, wanted)
          if (entry.item && entry.item.hidden === entry.fit) entry.item.hidden = !entry.fit
          if (entry.fit) shown++
          some ||= entry.fit
        }
        if (group.hidden === some) group.hidden = !some
      }
      const narrow = shown < total
      if (narrow && shown <= 50) {
        for (const group of groups.keys()) if (!group.hidden) group.open = true
      }
      filter.elements.shown.value = narrow
        ? `${shown} of ${total} shown` : `All ${total} shown`
    }
    let pending
    filter.addEventListener('input', () => {
      clearTimeout(pending)
      pending = setTimeout(apply, 60)
    })
    filter.addEventListener('reset', () => setTimeout(apply))
    filter.addEventListener('submit', event => event.preventDefault())
    const openAll = open => { for (const group of all('#drift .group')) group.open = open }
    filter.elements.open.addEventListener('click', () => openAll(true))
    filter.elements.close.addEventListener('click', () => openAll(false))
    filter.elements.shown.value = `All ${total} shown`
    filter.hidden = false
  }

  // On paper nothing is folded.
  let folded = []
  addEventListener('beforeprint', () => {
    for (const details of all('details')) unpack(details)
    folded = all('details:not([open])')
    for (const details of folded) details.open = true
  })
  addEventListener('afterprint', () => {
    for (const details of folded) details.open = false
  })
}
