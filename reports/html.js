// SPDX-License-Identifier: MIT
// What the page does beyond showing: filter, copy, theme. Without it the controls stay hidden.
'use strict'
{
  const one = selector => document.querySelector(selector)
  const all = selector => [...document.querySelectorAll(selector)]

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
    const groups = all('.group').map(group => ({
      group, items: [...group.querySelectorAll('.deviation')].map(item => ({ item, text: null })),
    }))
    const items = groups.flatMap(group => group.items)
    const kinds = [...new Set(items.map(({ item }) => item.dataset.kind))].sort()
    filter.elements.kind.append(...kinds.map(kind => new Option(kind)))

    const asked = () => ({
      words: filter.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean),
      severities: new Set([...filter.querySelectorAll('[name=severity]:checked')].map(c => c.value)),
      kind: filter.elements.kind.value,
      change: filter.elements.change.value,
    })
    const fits = (entry, { words, severities, kind, change }) => {
      const { item } = entry
      if (!severities.has(item.dataset.severity)) return false
      if (kind && item.dataset.kind !== kind) return false
      if (change && item.dataset.change !== change) return false
      if (words.length === 0) return true
      entry.text ??= item.textContent.toLowerCase()
      return words.every(word => entry.text.includes(word))
    }
    const apply = () => {
      const wanted = asked()
      let shown = 0
      for (const { group, items } of groups) {
        let some = false
        for (const entry of items) {
          const fit = fits(entry, wanted)
          if (entry.item.hidden === fit) entry.item.hidden = !fit
          if (fit) shown++
          some ||= fit
        }
        if (group.hidden === some) group.hidden = !some
      }
      const narrow = shown < items.length
      if (narrow && shown <= 50) {
        for (const { group } of groups) if (!group.hidden) group.open = true
      }
      filter.elements.shown.value = narrow
        ? `${shown} of ${items.length} shown` : `All ${items.length} shown`
    }
    let pending
    filter.addEventListener('input', () => {
      clearTimeout(pending)
      pending = setTimeout(apply, 60)
    })
    filter.addEventListener('reset', () => setTimeout(apply))
    filter.addEventListener('submit', event => event.preventDefault())
    const openAll = open => { for (const { group } of groups) group.open = open }
    filter.elements.open.addEventListener('click', () => openAll(true))
    filter.elements.close.addEventListener('click', () => openAll(false))
    filter.elements.shown.value = `All ${items.length} shown`
    filter.hidden = false
  }

  // On paper nothing is folded.
  let folded = []
  addEventListener('beforeprint', () => {
    folded = all('details:not([open])')
    for (const details of folded) details.open = true
  })
  addEventListener('afterprint', () => {
    for (const details of folded) details.open = false
  })
}
